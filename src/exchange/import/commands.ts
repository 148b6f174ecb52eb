import { ec2, type Fault } from "../../faults";
import { type Codec, count, list, milliseconds, number, percent, seconds, text, yes } from "./codecs";

/** How one of AWS's own SSM documents is written by its function. */
export interface CommandRule {
  readonly name: string;
  readonly build: (options: never) => Fault;
  /** The document's parameter to the option and the form of its value. */
  readonly options: Readonly<Record<string, readonly [option: string, codec: Codec]>>;
  /** How long FIS watches it when the options do not say, in milliseconds; left out: a minute longer than it lasts. */
  readonly watchedMs?: number;
}

const lasting = { DurationSeconds: ["duration", seconds], InstallDependencies: ["installDependencies", yes] } as const;
const workers = { Workers: ["workers", count("worker")] } as const;
const chosen = {
  Sources: ["sources", list],
  TrafficType: ["traffic", text],
  FlowsPercent: ["flows", percent],
  Interface: ["interfaces", list],
} as const;
const delay = { DelayMilliseconds: ["delay", milliseconds] } as const;
const loss = { LossPercent: ["loss", percent] } as const;
const one = { Interface: ["interface", text] } as const;

/** AWS's own documents that have a function. */
export const commands: Readonly<Record<string, CommandRule>> = {
  "AWSFIS-Run-CPU-Stress": {
    name: "ec2.cpuStress",
    build: ec2.cpuStress,
    options: { ...lasting, CPU: ["cpus", count("cpu")], LoadPercent: ["load", percent] },
  },
  "AWSFIS-Run-Disk-Fill": { name: "ec2.diskFill", build: ec2.diskFill, options: { ...lasting, Percent: ["full", percent] } },
  "AWSFIS-Run-IO-Stress": { name: "ec2.ioStress", build: ec2.ioStress, options: { ...lasting, ...workers, Percent: ["space", percent] } },
  "AWSFIS-Run-Kill-Process": {
    name: "ec2.killProcess",
    build: ec2.killProcess,
    options: { InstallDependencies: ["installDependencies", yes], ProcessName: ["process", text], Signal: ["signal", text] },
    watchedMs: 120_000,
  },
  "AWSFIS-Run-Memory-Stress": {
    name: "ec2.memoryStress",
    build: ec2.memoryStress,
    options: { ...lasting, ...workers, Percent: ["memory", percent] },
  },
  "AWSFIS-Run-Network-Blackhole-Port": {
    name: "ec2.networkBlackholePort",
    build: ec2.networkBlackholePort,
    options: { ...lasting, Port: ["port", number], Protocol: ["protocol", text], TrafficType: ["traffic", text] },
  },
  "AWSFIS-Run-Network-Latency": { name: "ec2.networkLatency", build: ec2.networkLatency, options: { ...lasting, ...delay, ...one } },
  "AWSFIS-Run-Network-Latency-Sources": {
    name: "ec2.networkLatencySources",
    build: ec2.networkLatencySources,
    options: { ...lasting, ...delay, JitterMilliseconds: ["jitter", milliseconds], ...chosen },
  },
  "AWSFIS-Run-Network-Packet-Loss": {
    name: "ec2.networkPacketLoss",
    build: ec2.networkPacketLoss,
    options: { ...lasting, ...loss, ...one },
  },
  "AWSFIS-Run-Network-Packet-Loss-Sources": {
    name: "ec2.networkPacketLossSources",
    build: ec2.networkPacketLossSources,
    options: { ...lasting, ...loss, ...chosen },
  },
};
