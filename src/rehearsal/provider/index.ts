export type { Credentials } from "./clients";
export { type AwsProviderOptions, awsProvider } from "./provider";
export { type ServedProvider, serveProvider } from "./serve";
