import type { Manifest, MetricPlan, Plan } from "../../src/experiment";
import { hashOf } from "../../src/words";

export function metric(
  name: string,
  statistic: "Average" | "Sum" | "Maximum" = "Average",
  unit = "Percent",
  periodMs = 10_000,
): MetricPlan {
  return { queries: [{ kind: "metric", id: "m", namespace: "Test", name, dimensions: {}, statistic }], returns: "m", periodMs, unit };
}

/** A plan of one fault on one instance: errors and latency are checked, errors guarded. */
export function planOf(change: Partial<Plan> = {}): Plan {
  const plan: Omit<Plan, "hash"> = {
    version: 1,
    name: "stop-one",
    hypothesis: "Losing one instance is not felt.",
    owner: "team-web",
    runbook: "https://example.com/runbook",
    checks: [
      {
        name: "errors",
        metric: metric("Errors"),
        normal: { operator: "below", value: 1, text: "below 1%" },
        duringFault: { operator: "below", value: 5, text: "below 5%" },
        tolerate: 0,
      },
      {
        name: "latency",
        metric: metric("Latency", "Average", "Milliseconds"),
        normal: { operator: "below", value: 100, text: "below 100ms" },
        duringFault: { operator: "below", value: 500, text: "below 500ms" },
        tolerate: 0,
      },
    ],
    guards: [
      {
        name: "errors-high",
        metric: metric("Errors"),
        breachedWhen: { operator: "above", value: 20, text: "above 20%" },
        bad: 1,
        of: 1,
        missingData: "breaching",
      },
    ],
    guardWaiver: null,
    actions: [
      {
        name: "stopOne",
        actionId: "aws:ec2:stop-instances",
        description: "",
        parameters: { startInstancesAfterDuration: "PT2M" },
        targets: { Instances: "oneZone" },
        after: [],
        durationMs: 120_000,
        reverts: "always",
        injectsFault: true,
        visibleIn: "target-state",
      },
    ],
    targets: [
      {
        name: "oneZone",
        resourceType: "aws:ec2:instance",
        selectionMode: "ALL",
        arns: [],
        tags: { Team: "web" },
        filters: [],
        parameters: {},
      },
    ],
    effects: [],
    traffic: { metric: metric("Requests", "Sum", "Count"), atLeast: 20, text: "at least 20/s" },
    maxTargets: 2,
    baselineMs: 60_000,
    recoveryMs: 120_000,
    maxDurationMs: 600_000,
    emptyTargets: "fail",
    logs: { retentionDays: 30 },
    tags: {},
    permissions: [],
    ...change,
  };
  return { ...plan, hash: hashOf(plan) };
}

export function manifestOf(change: Partial<Plan> = {}): Manifest {
  const plan = planOf(change);
  return {
    version: 1,
    plan,
    project: "shop",
    stack: "test",
    accountId: "123456789012",
    region: "us-east-1",
    templateId: "EXT123",
    roleArn: "arn:aws:iam::123456789012:role/stop-one",
    alarms: plan.guards.map((guard) => ({
      guard: guard.name,
      name: guard.name,
      arn: `arn:aws:cloudwatch:us-east-1:123456789012:alarm:${guard.name}`,
    })),
    heartbeat: {
      alarmName: "stop-one-heartbeat",
      alarmArn: "arn:aws:cloudwatch:us-east-1:123456789012:alarm:stop-one-heartbeat",
      namespace: "Faultline",
      metricName: "Heartbeat",
      dimensions: { Experiment: "stop-one" },
      everyMs: 5_000,
    },
    logGroupArn: "arn:aws:logs:us-east-1:123456789012:log-group:/faultline/stop-one",
  };
}
