import { type Call, type Handler, regionalScope } from "../kernel/cloud";
import { GROUP_METRICS } from "./metrics";
import { type Store, validation } from "./store";

/** https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-suspend-resume-processes.html */
const PROCESSES = [
  "AddToLoadBalancer",
  "AlarmNotification",
  "AZRebalance",
  "HealthCheck",
  "InstanceRefresh",
  "Launch",
  "ReplaceUnhealthy",
  "ScheduledActions",
  "Terminate",
];

interface ProcessInput {
  AutoScalingGroupName: string;
  ScalingProcesses?: string[];
}

/** Suspended processes, collected metrics, and what there is to choose from. */
export function processOperations(store: Store, look: (scope: string, name: string) => void): Record<string, Handler> {
  const named = (wanted: readonly string[] | undefined) => {
    const unknown = wanted?.find((name) => !PROCESSES.includes(name));
    if (unknown) throw validation(`${unknown} is not a valid process type`);
    return wanted?.length ? wanted : PROCESSES;
  };
  const metricsNamed = (wanted: readonly string[] | undefined) => {
    const unknown = wanted?.find((name) => !GROUP_METRICS.includes(name));
    if (unknown) throw validation(`${unknown} is not a valid metric type`);
    return wanted?.length ? wanted : GROUP_METRICS;
  };
  return {
    SuspendProcesses(input: ProcessInput, call: Call) {
      const group = store.need(call, input.AutoScalingGroupName);
      const at = new Date(store.cloud.clock.now()).toISOString().slice(0, 19);
      const added = Object.fromEntries(named(input.ScalingProcesses).map((name) => [name, `User suspended at ${at}Z`]));
      store.change(regionalScope(call), group.name, { suspended: { ...added, ...group.suspended } });
      return {};
    },

    ResumeProcesses(input: ProcessInput, call: Call) {
      const scope = regionalScope(call);
      const group = store.need(call, input.AutoScalingGroupName);
      const resumed = named(input.ScalingProcesses);
      const suspended = Object.fromEntries(Object.entries(group.suspended).filter(([name]) => !resumed.includes(name)));
      store.change(scope, group.name, { suspended });
      look(scope, group.name);
      return {};
    },

    DescribeScalingProcessTypes: () => ({ Processes: PROCESSES.map((ProcessName) => ({ ProcessName })) }),

    EnableMetricsCollection(input: { AutoScalingGroupName: string; Granularity: string; Metrics?: string[] }, call: Call) {
      if (input.Granularity !== "1Minute") throw validation(`Granularity must be "1Minute", not "${input.Granularity}"`);
      const group = store.need(call, input.AutoScalingGroupName);
      store.change(regionalScope(call), group.name, { metrics: [...new Set([...group.metrics, ...metricsNamed(input.Metrics)])] });
      return {};
    },

    DisableMetricsCollection(input: { AutoScalingGroupName: string; Metrics?: string[] }, call: Call) {
      const group = store.need(call, input.AutoScalingGroupName);
      const gone = metricsNamed(input.Metrics);
      store.change(regionalScope(call), group.name, { metrics: group.metrics.filter((name) => !gone.includes(name)) });
      return {};
    },

    DescribeMetricCollectionTypes: () => ({
      Metrics: GROUP_METRICS.map((Metric) => ({ Metric })),
      Granularities: [{ Granularity: "1Minute" }],
    }),

    DescribeTerminationPolicyTypes: () => ({ TerminationPolicyTypes: ["Default"] }),

    DescribeAccountLimits: (_input: object, call: Call) => ({
      MaxNumberOfAutoScalingGroups: 500,
      MaxNumberOfLaunchConfigurations: 200,
      NumberOfAutoScalingGroups: store.groups(regionalScope(call)).size,
      NumberOfLaunchConfigurations: 0,
    }),
  };
}
