import { customResourceSchemas, misfits } from "../faults";
import { hasHole, humanDuration, parseDuration } from "../words";
import { lastingOf } from "./custom-resource-duration";
import { join, type Reader } from "./read";

export const CUSTOM_RESOURCE = "aws:eks:inject-kubernetes-custom-resource";

/** Chaos Mesh and Litmus may take this long to start what they were told. */
const START_UP_MS = 30_000;
const VERSION_OF_ENGINES = "litmuschaos.io/v1alpha1";

const REMEDIES: Readonly<Record<string, string>> = {
  "unknown-property": "Remove it, or correct its name: Kubernetes would drop it in silence.",
  missing: "Give it.",
};

/** Checks the specification of a Chaos Mesh or Litmus resource as the cluster would, and that it ends before FIS looks away. */
export function checkCustomResource(reader: Reader, parameters: Readonly<Record<string, string>>, path: string): void {
  const { kubernetesKind: kind, kubernetesApiVersion: version, kubernetesSpec: text, maxDuration } = parameters;
  if (kind === undefined || text === undefined || hasHole(kind) || hasHole(text)) return;
  if (kind === "Schedule") {
    refuseSchedule(reader, join(path, "kubernetesKind"), kind);
    return;
  }
  if (version !== undefined && !hasHole(version) && (version === VERSION_OF_ENGINES) !== (kind === "ChaosEngine")) {
    reader.add({
      code: "not-allowed",
      path: join(path, "kubernetesApiVersion"),
      message: `${kind} is not a kind of ${version}`,
      given: version,
      allowed: kind === "ChaosEngine" ? VERSION_OF_ENGINES : "chaos-mesh.org/v1alpha1",
      remedy: "Give the version that has this kind.",
    });
  }
  const at = join(path, "kubernetesSpec");
  const { scheduler, cron, ...specification } = JSON.parse(text) as Record<string, unknown>;
  if (scheduler !== undefined) refuseSchedule(reader, join(at, "scheduler"), scheduler);
  if (cron !== undefined) refuseSchedule(reader, join(at, "cron"), cron);
  const schema = customResourceSchemas[kind];
  const found = schema ? misfits(schema, specification) : [];
  for (const { path: steps, code, message, given, allowed } of found) {
    const place = steps.reduce<string>((before, step) => join(before, step), at);
    reader.add({ code, path: place, message, given, allowed, remedy: REMEDIES[code] ?? "Correct the value." });
  }
  if (found.length === 0) checkEnd(reader, kind, specification, at, maxDuration);
}

function refuseSchedule(reader: Reader, path: string, given: unknown): void {
  reader.add({
    code: "schedule-inside",
    path,
    message: "a schedule inside the resource would start faults that no run watches",
    given,
    remedy: "Leave it out, and schedule the experiment.",
  });
}

function checkEnd(
  reader: Reader,
  kind: string,
  specification: Record<string, unknown>,
  path: string,
  maxDuration: string | undefined,
): void {
  const lasts = lastingOf(kind, specification);
  if (lasts.kind === "one blow") return;
  const place = lasts.path.reduce<string>((before, step) => join(before, step), path);
  if (lasts.kind === "unknown") {
    reader.add({
      code: "no-end",
      path: place,
      message: lasts.why,
      given: lasts.given,
      allowed: 'a length of time such as "90s"',
      remedy: "Say when it ends: FIS's guide does not promise that it takes the resource away.",
    });
    return;
  }
  const most = maxDuration === undefined ? undefined : parseDuration(maxDuration);
  if (most !== undefined && lasts.ms + START_UP_MS > most)
    reader.add({
      code: "outlives-action",
      path: place,
      message: `the resource lasts ${humanDuration(lasts.ms)}, and its operator may take ${humanDuration(START_UP_MS)} to start it`,
      given: lasts.given,
      allowed: `at most ${humanDuration(Math.max(0, most - START_UP_MS))}`,
      remedy: "Shorten it, or make maxDuration longer.",
    });
}
