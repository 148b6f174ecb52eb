import type { Plan } from "./plan";

/** An alarm that was made for a guard. */
export interface AlarmManifest {
  readonly guard: string;
  readonly name: string;
  readonly arn: string;
}

/** The alarm that fires when the orchestrator falls silent, and the metric that keeps it quiet. */
export interface HeartbeatManifest {
  readonly alarmName: string;
  readonly alarmArn: string;
  readonly namespace: string;
  readonly metricName: string;
  readonly dimensions: Readonly<Record<string, string>>;
  /** How often a beat must come for the alarm to stay quiet, with room to spare. */
  readonly everyMs: number;
}

/** What provisioning made of one Plan. A run needs a Manifest and nothing else from Pulumi. */
export interface Manifest {
  readonly version: 1;
  readonly plan: Plan;
  /** Pulumi project and stack, for people. */
  readonly project: string;
  readonly stack: string;
  readonly accountId: string;
  readonly region: string;
  /** `EXT…`. Changes when the template is replaced: read it here at each start, never remember it. */
  readonly templateId: string;
  readonly roleArn: string;
  readonly alarms: readonly AlarmManifest[];
  readonly heartbeat: HeartbeatManifest;
  /** Without the trailing `:*`. */
  readonly logGroupArn: string;
}

/** The stack output under which programs publish their manifests, by experiment name. */
export const MANIFESTS_OUTPUT = "faultline";
