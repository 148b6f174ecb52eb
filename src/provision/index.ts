export { EXPERIMENT_TYPE, Experiment, manifests } from "./experiment";
export * from "./orchestrator";
export * from "./runbook";
