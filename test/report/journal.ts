import { compile, type Manifest } from "../../src/experiment";
import { ec2, network } from "../../src/faults";
import { type ActionObservation, chain, type Entry, type RunEvent, type Sample, type TargetState } from "../../src/journal";
import { sound } from "../experiment/definitions";

const T0 = Date.UTC(2026, 0, 5, 12);
const MINUTE = 60_000;

export function manifest(): Manifest {
  const compiled = compile("zone-loss", {
    ...sound(),
    hypothesis: "One zone may go <dark> & the rest carries on",
    faults: {
      "stop-instances": ec2.stopInstances({ instances: { tags: { Zone: "a" } }, restartAfter: "5m" }),
      "cut-network": network.disruptConnectivity({ subnets: { tags: { Zone: "a" } }, scope: "all", duration: "2m" }),
    },
    blastRadius: { atMost: "10 resources" },
  });
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.problems));
  const arn = (name: string) => `arn:aws:cloudwatch:us-east-1:123456789012:alarm:${name}`;
  return {
    version: 1,
    plan: compiled.value,
    project: "shop",
    stack: "prod",
    accountId: "123456789012",
    region: "us-east-1",
    templateId: "EXT1a2b3c4d5e6f7",
    roleArn: "arn:aws:iam::123456789012:role/zone-loss",
    alarms: [{ guard: "errors", name: "zone-loss-errors", arn: arn("zone-loss-errors") }],
    heartbeat: {
      alarmName: "beat",
      alarmArn: arn("beat"),
      namespace: "Faultline",
      metricName: "Heartbeat",
      dimensions: { Experiment: "shop/prod/zone-loss" },
      everyMs: 5_000,
    },
    logGroupArn: "arn:aws:logs:us-east-1:123456789012:log-group:zone-loss",
  };
}

/** Puts events with their minute into a chained journal. */
export function journalOf(events: readonly (readonly [number, RunEvent])[], runId = "run-1"): readonly Entry[] {
  const entries: Entry[] = [];
  for (const [minute, event] of events) entries.push(chain(entries.at(-1), runId, T0 + minute * MINUTE, event));
  return entries;
}

const samples = (values: readonly (number | null)[], from = 0): readonly Sample[] =>
  values.map((value, index) => ({ at: T0 + (from + index) * MINUTE, value }));

const state = (id: string, zone: string | null, condition: TargetState["condition"], text: string): TargetState => ({
  id: `arn:aws:ec2:us-east-1:123456789012:instance/${id}`,
  target: "stop-instances-Instances",
  resourceType: "aws:ec2:instance",
  zone,
  state: text,
  condition,
  facts: {},
});

const action = (
  status: ActionObservation["status"],
  from: number | null,
  to: number | null,
  reason = "Action was completed.",
): ActionObservation => ({
  status,
  reason,
  startedAt: from === null ? null : T0 + from * MINUTE,
  endedAt: to === null ? null : T0 + to * MINUTE,
});

const before = [
  state("i-0a1", "us-east-1a", "healthy", "running"),
  state("i-0b1", "us-east-1b", "healthy", "running"),
  state("i-0c1", "us-east-1c", "healthy", "running"),
];

const beginning = (): (readonly [number, RunEvent])[] => [
  [
    0,
    {
      type: "run-created",
      manifest: manifest(),
      attempt: 1,
      clientToken: "t",
      by: "alice@laptop",
      host: "laptop/1",
      speed: 30,
      platform: "sandbox",
      version: "0.1.0",
    },
  ],
  [0, { type: "phase-entered", phase: "preflight" }],
  [0.1, { type: "preflight-answered", check: "safety-lever", answer: "ok", message: "the safety lever is disengaged", facts: {} }],
  [0.2, { type: "targets-observed", when: "before", states: before }],
  [1, { type: "phase-entered", phase: "baseline" }],
  [
    6,
    {
      type: "sampled",
      series: {
        "check:errors": samples([0.1, 0, 0.2, 0, 0.1, 0]),
        "guard:errors": samples([0.1, 0, 0.2, 0, 0.1, 0]),
        traffic: samples([3_600, 3_590, 3_610, 3_600, 3_602, 3_600]),
      },
    },
  ],
  [6, { type: "phase-entered", phase: "start" }],
  [6, { type: "start-requested", templateId: "EXT1a2b3c4d5e6f7", clientToken: "t" }],
  [6.1, { type: "start-accepted", fisExperimentId: "EXP1", fisExperimentArn: "arn:aws:fis:us-east-1:123456789012:experiment/EXP1" }],
  [6.2, { type: "phase-entered", phase: "fault" }],
  [
    6.3,
    {
      type: "targets-resolved",
      targets: [
        { target: "stop-instances-Instances", resourceType: "aws:ec2:instance", id: before[0]?.id ?? "", zone: "us-east-1a", info: {} },
      ],
    },
  ],
  [7, { type: "targets-observed", when: "during", states: [state("i-0a1", "us-east-1a", "impaired", "stopped")] }],
];

/** A run that passed. */
export const passedRun = (): readonly Entry[] =>
  journalOf([
    ...beginning(),
    [
      12,
      {
        type: "experiment-observed",
        status: "completed",
        reason: "Experiment completed.",
        errorCode: null,
        startedAt: T0 + 6.2 * MINUTE,
        endedAt: T0 + 11.5 * MINUTE,
        actions: { "stop-instances": action("completed", 6.3, 11.5), "cut-network": action("completed", 6.3, 8.3) },
      },
    ],
    [
      12,
      {
        type: "sampled",
        series: {
          "check:errors": samples([3.2, 2.5, null, 0.4, 0.2, 0.3], 6),
          "guard:errors": samples([3.2, 2.5, null, 0.4, 0.2, 0.3], 6),
          traffic: samples([3_600, 3_400, null, 3_600, 3_600, 3_590], 6),
        },
      },
    ],
    [12, { type: "phase-entered", phase: "recovery" }],
    [
      16,
      {
        type: "sampled",
        series: {
          "check:errors": samples([0.1, 0, 0.2, 0], 12),
          "guard:errors": samples([0.1, 0, 0.2, 0], 12),
          traffic: samples([3_600, 3_600, 3_600, 3_600], 12),
        },
      },
    ],
    [16, { type: "targets-observed", when: "after", states: before }],
    [16, { type: "restoration-checked", target: "stop-instances-Instances", answer: "restored", message: "running again" }],
    [16, { type: "residue-checked", answer: "clean", items: [], message: "nothing of FIS remains" }],
    [16, { type: "recovered", afterMs: MINUTE }],
    [16, { type: "phase-entered", phase: "judgement" }],
    [
      16,
      {
        type: "judged",
        verdict: {
          kind: "passed",
          reasons: [{ code: "hypothesis-held", message: "errors stayed below 5% during the fault", supports: "passed", facts: {} }],
        },
      },
    ],
    [16, { type: "phase-entered", phase: "ended" }],
    [16, { type: "run-ended" }],
  ]);

/** A run that its guard stopped. */
export const abortedRun = (): readonly Entry[] =>
  journalOf([
    ...beginning(),
    [
      8,
      {
        type: "sampled",
        series: { "check:errors": samples([38, 61], 6), "guard:errors": samples([38, 61], 6), traffic: samples([3_600, 3_000], 6) },
      },
    ],
    [
      8,
      {
        type: "guard-breached",
        guard: "errors",
        seenIn: "metric",
        value: 61,
        threshold: "above 20%",
        breachAt: T0 + 8 * MINUTE,
        firstBadAt: T0 + 6 * MINUTE,
        sample: 2,
      },
    ],
    [8.01, { type: "stop-requested", cause: { kind: "guard", guard: "errors" } }],
    [8.01, { type: "phase-entered", phase: "stopping" }],
    [8.02, { type: "stop-accepted", by: "stop-experiment" }],
    [
      8.5,
      {
        type: "experiment-observed",
        status: "stopped",
        reason: "Experiment stopped by user.",
        errorCode: null,
        startedAt: T0 + 6.2 * MINUTE,
        endedAt: T0 + 8.5 * MINUTE,
        actions: {
          "stop-instances": action("stopped", 6.3, 8.5, "Action was stopped."),
          "cut-network": action("stopped", 6.3, 8.4, "Action was stopped."),
        },
      },
    ],
    [8.5, { type: "effect-gone" }],
    [8.5, { type: "phase-entered", phase: "recovery" }],
    [12, { type: "phase-entered", phase: "judgement" }],
    [
      12,
      {
        type: "judged",
        verdict: {
          kind: "aborted",
          reasons: [
            {
              code: "guard-breached",
              message: 'the guard "errors" was breached: 61% (above 20%)',
              supports: "aborted",
              facts: { value: 61 },
            },
          ],
        },
      },
    ],
    [12, { type: "run-ended" }],
  ]);
