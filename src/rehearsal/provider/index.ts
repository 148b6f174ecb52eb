export type { Credentials } from "./clients";
export { type AwsProviderOptions, awsProvider } from "./provider";
