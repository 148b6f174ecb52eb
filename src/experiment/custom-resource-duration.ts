/** How long a chaos resource acts by itself. */
export type Lasting =
  | { readonly kind: "one blow" }
  | { readonly kind: "known"; readonly ms: number; readonly path: readonly (string | number)[]; readonly given: unknown }
  | { readonly kind: "unknown"; readonly why: string; readonly path: readonly (string | number)[]; readonly given?: unknown };

/** Chaos Mesh does these once. */
const BLOWS = ["pod-kill", "container-kill"];
/** Chaos Mesh makes these for others of its kinds, and they never end by themselves. */
const INTERNAL = ["PodHttpChaos", "PodIOChaos", "PodNetworkChaos"];
const LITMUS_DURATION = "TOTAL_CHAOS_DURATION";

const UNITS: Readonly<Record<string, number>> = { ns: 1e-6, us: 1e-3, µs: 1e-3, ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

/** Milliseconds of a duration as Go writes it: `90s`, `1m30s`. */
export function parseGoDuration(text: string): number | undefined {
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ns|us|µs|ms|s|m|h)/g)];
  if (parts.length === 0 || parts.map(([part]) => part).join("") !== text) return undefined;
  return parts.reduce((sum, [, number, unit]) => sum + Number(number) * (UNITS[unit ?? ""] ?? Number.NaN), 0);
}

export function lastingOf(kind: string, specification: Readonly<Record<string, unknown>>): Lasting {
  if (kind === "ChaosEngine") return engineLasting(specification);
  if (INTERNAL.includes(kind)) return { kind: "unknown", why: `${kind} is made by Chaos Mesh itself and never ends`, path: [] };
  const { duration, action } = specification;
  if (kind === "PodChaos" && BLOWS.includes(String(action))) return { kind: "one blow" };
  const ms = typeof duration === "string" ? parseGoDuration(duration) : undefined;
  if (ms !== undefined && ms > 0) return { kind: "known", ms, path: ["duration"], given: duration };
  const why = duration === undefined ? "the resource has no duration of its own" : "the duration cannot be read";
  return { kind: "unknown", why, path: ["duration"], given: duration };
}

/** The experiments of an engine run one after the other. */
function engineLasting(specification: Readonly<Record<string, unknown>>): Lasting {
  const experiments = Array.isArray(specification.experiments) ? (specification.experiments as readonly unknown[]) : [];
  if (experiments.length === 0) return { kind: "unknown", why: "the engine has no experiments", path: ["experiments"] };
  let ms = 0;
  for (const [index, experiment] of experiments.entries()) {
    const seconds = secondsOf(experiment);
    const path = ["experiments", index, "spec", "components", "env"];
    if (seconds === undefined || !(seconds > 0))
      return { kind: "unknown", why: `the experiment has no ${LITMUS_DURATION} in seconds`, path };
    ms += seconds * 1_000;
  }
  return { kind: "known", ms, path: ["experiments"], given: `${ms / 1_000}s` };
}

function secondsOf(experiment: unknown): number | undefined {
  const entry = experiment as { readonly spec?: { readonly components?: { readonly env?: unknown } } } | null;
  const env = entry?.spec?.components?.env;
  const found: unknown = Array.isArray(env)
    ? env.find((item: { readonly name?: unknown } | null) => item?.name === LITMUS_DURATION)
    : undefined;
  const value = (found as { readonly value?: unknown } | undefined)?.value;
  return typeof value === "string" && /^\d+$/.test(value) ? Number(value) : undefined;
}
