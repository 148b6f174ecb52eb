export { awsConsents } from "./consents";
export { awsObjects, type Objects } from "./objects";
export type { AwsStoreOptions } from "./parts";
export { awsStore } from "./store";
