import type { Cancel } from "../../kernel/clock";
import { sourcesIn } from "../../plane/sources";
import type { Impairment, MachinePlane } from "../../plane/types";

type Values = Readonly<Record<string, readonly string[]>>;

const text = (values: Values, name: string): string => values[name]?.[0] ?? "";
const number = (values: Values, name: string): number => Number(text(values, name));

/** The names under which an instance's one network interface answers. */
const INTERFACES = ["eth0", "ens5", "enX0", "DEFAULT", "ALL"];

/** What a document does on machines: an impairment that lasts, one deed, or nothing. */
export type Work =
  | { readonly kind: "impair"; readonly impairment: Impairment }
  | { readonly kind: "kill"; readonly processName: string; readonly signal: "SIGTERM" | "SIGKILL" }
  | { readonly kind: "refused"; readonly reason: string }
  | { readonly kind: "none" };

/**
 * The work of a document that has an effect here. The machines are the instance and the pods on it: they share its
 * interface and its processors. Latency and loss of a whole interface act on what leaves it, as `tc` does.
 */
export function workOf(document: string, values: Values, machineIds: readonly string[]): Work {
  const unknown = text(values, "Interface")
    .split(",")
    .find((name) => name !== "" && !INTERFACES.includes(name));
  if (unknown) return { kind: "refused", reason: `Network interface ${unknown} was not found.` };
  const direction = text(values, "TrafficType") === "ingress" ? "ingress" : "egress";
  const sources = sourcesIn(values.Sources ?? ["ALL"]);
  const narrowed = sources === "all" || sources === undefined ? {} : { sources };
  const flowsPercent = values.FlowsPercent ? number(values, "FlowsPercent") : 100;
  switch (document) {
    case "AWSFIS-Run-CPU-Stress":
      return {
        kind: "impair",
        impairment: { kind: "cpu-stress", machineIds, workers: number(values, "CPU"), loadPercent: number(values, "LoadPercent") },
      };
    case "AWSFIS-Run-Network-Latency":
    case "AWSFIS-Run-Network-Latency-Sources": {
      const jitterMs = values.JitterMilliseconds ? number(values, "JitterMilliseconds") : 0;
      const delayMs = number(values, "DelayMilliseconds");
      return { kind: "impair", impairment: { kind: "latency", machineIds, delayMs, jitterMs, flowsPercent, direction, ...narrowed } };
    }
    case "AWSFIS-Run-Network-Packet-Loss":
    case "AWSFIS-Run-Network-Packet-Loss-Sources":
      return {
        kind: "impair",
        impairment: { kind: "loss", machineIds, percent: number(values, "LossPercent"), flowsPercent, direction, ...narrowed },
      };
    case "AWSFIS-Run-Kill-Process":
      return {
        kind: "kill",
        processName: text(values, "ProcessName"),
        signal: text(values, "Signal") === "SIGKILL" ? "SIGKILL" : "SIGTERM",
      };
    default:
      return { kind: "none" };
  }
}

/** Signals the process by name on every machine; true when one of them had it. */
export function kill(plane: MachinePlane, machineIds: readonly string[], work: Extract<Work, { kind: "kill" }>): boolean {
  return machineIds.map((id) => plane.killProcess(id, work.processName, work.signal)).some(Boolean);
}

export const nothing: Cancel = () => {};
