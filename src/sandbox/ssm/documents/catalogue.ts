import { sourcesIn } from "../../plane/sources";

/** A parameter of a command document. Without a default it must be given. */
export interface DocumentParameter {
  readonly default?: string;
  readonly allowed?: readonly string[];
  /** Values are matched from beginning to end. */
  readonly pattern?: RegExp;
  readonly list?: true;
}

/** What the sandbox does with a document. */
export type SsmEffect = "real" | "not-simulated";

export interface OwnedDocument {
  readonly parameters: Readonly<Record<string, DocumentParameter>>;
  /** The network documents exclude one another on an instance. */
  readonly network?: true;
}

const SECONDS: DocumentParameter = { pattern: /[0-9]{1,5}/ };
const PERCENT = (preset: string): DocumentParameter => ({ default: preset, pattern: /[0-9]+(\.[0-9]+)?/ });
const NUMBER = (preset: string): DocumentParameter => ({ default: preset, pattern: /[0-9]+/ });
const INSTALL: DocumentParameter = { default: "True", allowed: ["True", "False"] };
const TRAFFIC: DocumentParameter = { default: "ingress", allowed: ["ingress", "egress"] };
const SOURCES: DocumentParameter = { pattern: /[^\s]+/ };

/**
 * The documents of AWS FIS and the two for scripts, with their parameters.
 * https://docs.aws.amazon.com/fis/latest/userguide/actions-ssm-agent.html
 */
export const OWNED_DOCUMENTS: Readonly<Record<string, OwnedDocument>> = {
  "AWSFIS-Run-CPU-Stress": {
    parameters: { DurationSeconds: SECONDS, CPU: NUMBER("0"), LoadPercent: NUMBER("100"), InstallDependencies: INSTALL },
  },
  "AWSFIS-Run-Disk-Fill": { parameters: { DurationSeconds: SECONDS, Percent: NUMBER("95"), InstallDependencies: INSTALL } },
  "AWSFIS-Run-IO-Stress": {
    parameters: { DurationSeconds: SECONDS, Workers: NUMBER("1"), Percent: NUMBER("80"), InstallDependencies: INSTALL },
  },
  "AWSFIS-Run-Kill-Process": {
    parameters: {
      ProcessName: { pattern: /[\w.:@/+-]+/ },
      Signal: { default: "SIGTERM", allowed: ["SIGTERM", "SIGKILL"] },
      InstallDependencies: INSTALL,
    },
  },
  "AWSFIS-Run-Memory-Stress": {
    parameters: { DurationSeconds: SECONDS, Workers: NUMBER("1"), Percent: { pattern: /[0-9]+/ }, InstallDependencies: INSTALL },
  },
  "AWSFIS-Run-Network-Blackhole-Port": {
    network: true,
    parameters: {
      Protocol: { allowed: ["tcp", "udp"] },
      Port: { pattern: /[0-9]{1,5}/ },
      TrafficType: TRAFFIC,
      DurationSeconds: SECONDS,
      InstallDependencies: INSTALL,
    },
  },
  "AWSFIS-Run-Network-Latency": {
    network: true,
    parameters: {
      Interface: { default: "eth0" },
      DelayMilliseconds: NUMBER("200"),
      DurationSeconds: SECONDS,
      InstallDependencies: INSTALL,
    },
  },
  "AWSFIS-Run-Network-Latency-Sources": {
    network: true,
    parameters: {
      Interface: { default: "DEFAULT" },
      DelayMilliseconds: NUMBER("200"),
      JitterMilliseconds: NUMBER("10"),
      FlowsPercent: PERCENT("100"),
      Sources: SOURCES,
      TrafficType: TRAFFIC,
      DurationSeconds: SECONDS,
      InstallDependencies: INSTALL,
    },
  },
  "AWSFIS-Run-Network-Packet-Loss": {
    network: true,
    parameters: { Interface: { default: "eth0" }, LossPercent: PERCENT("7"), DurationSeconds: SECONDS, InstallDependencies: INSTALL },
  },
  "AWSFIS-Run-Network-Packet-Loss-Sources": {
    network: true,
    parameters: {
      Interface: { default: "DEFAULT" },
      LossPercent: PERCENT("7"),
      FlowsPercent: PERCENT("100"),
      Sources: SOURCES,
      TrafficType: TRAFFIC,
      DurationSeconds: SECONDS,
      InstallDependencies: INSTALL,
    },
  },
  // AWS documents no parameters for these three: they are run by the ECS actions of FIS.
  "AWSFIS-Run-Network-Blackhole-Port-ECS": { parameters: {} },
  "AWSFIS-Run-Network-Latency-ECS": { parameters: {} },
  "AWSFIS-Run-Network-Packet-Loss-ECS": { parameters: {} },
  "AWS-RunShellScript": {
    parameters: { commands: { list: true }, workingDirectory: { default: "" }, executionTimeout: NUMBER("3600") },
  },
  "AWS-RunPowerShellScript": {
    parameters: { commands: { list: true }, workingDirectory: { default: "" }, executionTimeout: NUMBER("3600") },
  },
};

const REAL = ["AWSFIS-Run-CPU-Stress", "AWSFIS-Run-Network-Latency", "AWSFIS-Run-Network-Packet-Loss", "AWSFIS-Run-Kill-Process"];
const REAL_BY_SOURCES = ["AWSFIS-Run-Network-Latency-Sources", "AWSFIS-Run-Network-Packet-Loss-Sources"];

/**
 * Whether a document has an effect on the machines, or runs for its control flow alone. The `-Sources` documents have
 * one when `Sources` is `ALL`, or zones by name, addresses and ranges; where the parameters are not said it is taken to be.
 * @param document name or ARN
 * @param parameters as SendCommand takes them
 */
export function ssmEffect(document: string, parameters?: Readonly<Record<string, readonly string[]>>): SsmEffect {
  const name = documentName(document);
  if (REAL.includes(name)) return "real";
  if (!REAL_BY_SOURCES.includes(name)) return "not-simulated";
  return sourcesIn(parameters?.Sources ?? ["ALL"]) ? "real" : "not-simulated";
}

/** `arn:aws:ssm:us-east-1::document/AWSFIS-Run-CPU-Stress` → `AWSFIS-Run-CPU-Stress` */
export function documentName(nameOrArn: string): string {
  return nameOrArn.startsWith("arn:") ? nameOrArn.slice(nameOrArn.indexOf("/") + 1) : nameOrArn;
}
