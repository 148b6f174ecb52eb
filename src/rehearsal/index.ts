export * from "./contract";
export { destroy } from "./engine/destroy";
export { type EvaluateOptions, type Evaluation, evaluate, requireSuccess } from "./engine/evaluate";
export { formatPlace } from "./engine/failures";
export type { EvaluationEvent, Place, Registration, RegistrationStatus, ResourceOptions } from "./engine/registration";
export { type Project, readProject } from "./project";
export { type AwsProviderOptions, awsProvider, type Credentials, type ServedProvider, serveProvider } from "./provider";
export { listStacks, readStackConfig, type StackConfig, stackName } from "./stack-files";
