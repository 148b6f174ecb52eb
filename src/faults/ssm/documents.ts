import type { ParameterFacts } from "../types";

const seconds: ParameterFacts = { kind: "integer", required: true, min: 1, max: 43_200 };
const percent: ParameterFacts = { kind: "integer", required: false, min: 0, max: 100 };
const count: ParameterFacts = { kind: "integer", required: false, min: 0 };
const text: ParameterFacts = { kind: "text", required: false };
const traffic: ParameterFacts = { kind: "text", required: false, allowed: ["ingress", "egress"] };
const base = { InstallDependencies: { kind: "text", required: false, allowed: ["True", "False"] } } as const satisfies Readonly<
  Record<string, ParameterFacts>
>;
const lasting = { ...base, DurationSeconds: seconds };
const chosenSources = {
  ...lasting,
  Interface: text,
  FlowsPercent: percent,
  Sources: { kind: "list", required: true },
  TrafficType: traffic,
} as const satisfies Readonly<Record<string, ParameterFacts>>;

/**
 * AWS's own documents that the faults here run, and their parameters. Of those that end in `-ECS` AWS tells no parameters: only
 * the faults on ECS tasks run them. https://docs.aws.amazon.com/fis/latest/userguide/actions-ssm-agent.html#fis-ssm-docs
 */
export const hostDocuments: Readonly<Record<string, Readonly<Record<string, ParameterFacts>>>> = {
  "AWSFIS-Run-CPU-Stress": { ...lasting, CPU: count, LoadPercent: percent },
  "AWSFIS-Run-Disk-Fill": { ...lasting, Percent: percent },
  "AWSFIS-Run-IO-Stress": { ...lasting, Workers: count, Percent: percent },
  "AWSFIS-Run-Kill-Process": {
    ...base,
    ProcessName: { kind: "text", required: true },
    Signal: { kind: "text", required: false, allowed: ["SIGTERM", "SIGKILL"] },
  },
  "AWSFIS-Run-Memory-Stress": { ...lasting, Workers: count, Percent: { ...percent, required: true } },
  "AWSFIS-Run-Network-Blackhole-Port": {
    ...lasting,
    Protocol: { kind: "text", required: true, allowed: ["tcp", "udp"] },
    Port: { kind: "integer", required: true, min: 1, max: 65_535 },
    TrafficType: traffic,
  },
  "AWSFIS-Run-Network-Latency": { ...lasting, DelayMilliseconds: count, Interface: text },
  "AWSFIS-Run-Network-Latency-Sources": { ...chosenSources, DelayMilliseconds: count, JitterMilliseconds: count },
  "AWSFIS-Run-Network-Packet-Loss": { ...lasting, LossPercent: percent, Interface: text },
  "AWSFIS-Run-Network-Packet-Loss-Sources": { ...chosenSources, LossPercent: percent },
};
