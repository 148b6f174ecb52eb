import type { ParameterFacts } from "../types";

const seconds: ParameterFacts = { kind: "integer", required: true, min: 1, max: 43_200 };
const percent: ParameterFacts = { kind: "integer", required: false, min: 0, max: 100 };
const install: ParameterFacts = { kind: "text", required: false, allowed: ["True", "False"] };
const count: ParameterFacts = { kind: "integer", required: false, min: 0 };
const text: ParameterFacts = { kind: "text", required: false };

/**
 * AWS's own documents that the faults here run, and their parameters.
 * https://docs.aws.amazon.com/fis/latest/userguide/actions-ssm-agent.html#fis-ssm-docs
 */
export const hostDocuments: Readonly<Record<string, Readonly<Record<string, ParameterFacts>>>> = {
  "AWSFIS-Run-CPU-Stress": { DurationSeconds: seconds, CPU: count, LoadPercent: percent, InstallDependencies: install },
  "AWSFIS-Run-Kill-Process": {
    ProcessName: { kind: "text", required: true },
    Signal: { kind: "text", required: false, allowed: ["SIGTERM", "SIGKILL"] },
    InstallDependencies: install,
  },
  "AWSFIS-Run-Network-Latency": { DurationSeconds: seconds, DelayMilliseconds: count, Interface: text, InstallDependencies: install },
  "AWSFIS-Run-Network-Packet-Loss": { DurationSeconds: seconds, LossPercent: percent, Interface: text, InstallDependencies: install },
};
