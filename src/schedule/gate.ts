import type { Problem } from "../words";

/** What one probe for an outage said. A probe that failed, timed out or may not look says `unknown`. */
export interface OutageProbe {
  /** `alarm checkout-5xx`, `incidents`. */
  readonly name: string;
  readonly answer: "clear" | "outage" | "unknown";
  /** For people: since when, which incident, why nobody knows. */
  readonly detail?: string;
}

export type OutageGate = { readonly go: true } | { readonly go: false; readonly reasons: readonly Problem[] };

/**
 * Whether runs may start now. Only if every probe says that there is no outage: one that does not know refuses, and so does a gate that nobody
 * asked. All reasons at once.
 */
export function outageGate(probes: readonly OutageProbe[]): OutageGate {
  if (probes.length === 0) {
    const message = "no probe was asked whether there is an outage";
    return { go: false, reasons: [{ code: "nothing-asked", path: "", message, remedy: "Name alarms or status addresses in outageGate." }] };
  }
  const reasons = probes.flatMap(({ name, answer, detail }): Problem[] => {
    const more = detail ? `: ${detail}` : "";
    if (answer === "clear") return [];
    return answer === "outage"
      ? [{ code: "outage", path: name, message: `there is an outage${more}`, remedy: "Wait until it is over." }]
      : [
          {
            code: "unknown",
            path: name,
            message: `nobody knows whether there is an outage${more}`,
            remedy: "Mend the probe: unknown is never good news.",
          },
        ];
  });
  return reasons.length === 0 ? { go: true } : { go: false, reasons };
}
