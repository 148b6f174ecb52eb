export type { Approval, OrchestratedExperiment, OrchestratorArgs, OrchestratorRetention, RunSchedule, Subscriber } from "./args";
export { ORCHESTRATOR_TYPE, Orchestrator } from "./orchestrator";
