export { EXIT_OF_VERDICT, type Reason, type Verdict, type VerdictKind } from "./analysis";
export {
  type CloudWatchMetric,
  type Comparison,
  compile,
  type Deployment,
  type EffectProbe,
  type ExperimentDefinition,
  type Guard,
  type Manifest,
  type Metric,
  type MetricExpression,
  type MetricUnit,
  type Plan,
  type RunWindow,
  type Statistic,
  type SteadyStateCheck,
  type Weekday,
} from "./experiment";
export { catalogue, ec2, eks, type Fault, type FaultFacts, fis, network, rds, type Selection, type Target } from "./faults";
export {
  type Approval,
  Experiment,
  manifests,
  type OrchestratedExperiment,
  Orchestrator,
  type OrchestratorArgs,
  type OrchestratorRetention,
  type RunSchedule,
  type Subscriber,
} from "./provision";
export {
  type Checked,
  type Count,
  type Duration,
  FaultlineError,
  isFaultlineError,
  type Percent,
  type Problem,
  type Quantity,
  type Rate,
  type Text,
} from "./words";
