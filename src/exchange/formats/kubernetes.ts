import { isoDuration } from "../../words";
import { isRecord, Origins, templateDocument, Unknown } from "../document";
import type { Path, SourceDocument } from "../source";
import { type Found, findingAt, NOTHING } from "./found";

/** The time that an operator may take to start: FIS must not end before the resource does. */
const START_UP_MS = 30_000;
const SHORTEST_MS = 60_000;

const GROUPS = {
  "chaos-mesh.org": { format: "chaos-mesh", kinds: /Chaos$/ },
  "litmuschaos.io": { format: "litmus", kinds: /^ChaosEngine$/ },
} as const;

/** What runs other resources by itself; within an experiment that is FIS's and Faultline's work. */
const RUNNERS: Readonly<Record<string, string>> = {
  Schedule: "Give the resource that it creates, and let a schedule of Faultline's or of EventBridge start the experiment.",
  Workflow: "Give each resource that it creates, and order them with after.",
  ChaosSchedule: "Give the ChaosEngine that it creates, and let a schedule of Faultline's or of EventBridge start the experiment.",
};

/**
 * A resource of Chaos Mesh or Litmus, as the action `aws:eks:inject-kubernetes-custom-resource` creates it. What the resource does not say (cluster,
 * role, stop conditions) is unknown, not wrong.
 */
export function kubernetesResources(file: string, source: SourceDocument): Found {
  const { value } = source;
  if (!isRecord(value) || typeof value.apiVersion !== "string" || typeof value.kind !== "string") return NOTHING;
  const group = value.apiVersion.split("/")[0] ?? "";
  const known = group === "chaos-mesh.org" || group === "litmuschaos.io" ? GROUPS[group] : undefined;
  const { kind } = value;
  const refuse = (code: string, message: string, remedy: string, member = "kind"): Found => ({
    templates: [],
    findings: [findingAt(file, source, [member], { severity: "error", code, message, given: value[member], remedy })],
  });
  if (!known) {
    const near = Object.keys(GROUPS).find((name) => group.endsWith(`.${name}`));
    return near ? refuse("wrong-group", `Kubernetes knows no ${kind} in this group`, `Write ${near}/v1alpha1.`, "apiVersion") : NOTHING;
  }
  if (Object.hasOwn(RUNNERS, kind))
    return refuse("runs-by-itself", `a ${kind} starts chaos by itself, where nothing guards it`, RUNNERS[kind] ?? "");
  if (!known.kinds.test(kind))
    return refuse("not-an-experiment", `a ${kind} does nothing to a system by itself`, "Give the resource that injects the fault.");
  return { templates: [templateOf(file, source, value, kind, known.format)], findings: [] };
}

function templateOf(
  file: string,
  source: SourceDocument,
  value: Readonly<Record<string, unknown>>,
  kind: string,
  format: "chaos-mesh" | "litmus",
) {
  const metadata = isRecord(value.metadata) ? value.metadata : {};
  const name = typeof metadata.name === "string" && metadata.name !== "" ? metadata.name : kind;
  const action = actionName(name);
  const origins = new Origins();
  const at = (member: string): Path => ["actions", action, "parameters", member];
  origins.set([], []);
  origins.set(["actions", action], ["metadata", "name"]);
  origins.set(["actions", action, "actionId"], ["kind"]);
  origins.set(["targets", "cluster"], []);
  origins.set(at("kubernetesApiVersion"), ["apiVersion"]);
  origins.set(at("kubernetesKind"), ["kind"]);
  origins.set(at("kubernetesNamespace"), ["metadata", "namespace"]);
  origins.set(at("kubernetesSpec"), ["spec"]);
  origins.set(at("maxDuration"), ["spec", "duration"]);
  const template = {
    description: `${kind} ${name}`,
    roleArn: new Unknown("the experiment role"),
    stopConditions: new Unknown("the stop conditions"),
    targets: { cluster: { resourceType: "aws:eks:cluster", resourceArns: [new Unknown("the cluster")], selectionMode: "ALL" } },
    actions: {
      [action]: {
        actionId: "aws:eks:inject-kubernetes-custom-resource",
        description: `${kind} ${name}`,
        parameters: {
          kubernetesApiVersion: value.apiVersion,
          kubernetesKind: kind,
          kubernetesNamespace: typeof metadata.namespace === "string" ? metadata.namespace : "default",
          kubernetesSpec: JSON.stringify(value.spec ?? {}),
          maxDuration: longEnough(value.spec),
        },
        targets: { Cluster: "cluster" },
      },
    },
  };
  return templateDocument({ file, format, name }, template, source, origins);
}

/** The resource's own duration and the time to start; unknown where it has none. */
function longEnough(spec: unknown): string | Unknown {
  const text = isRecord(spec) ? spec.duration : undefined;
  const ms = typeof text === "string" ? goDurationMs(text) : undefined;
  if (ms === undefined) return new Unknown("how long FIS waits for it");
  return isoDuration(Math.ceil(Math.max(SHORTEST_MS, ms + START_UP_MS) / 1_000) * 1_000);
}

const GO_UNITS = { h: 3_600_000, m: 60_000, s: 1_000, ms: 1, us: 0.001, µs: 0.001, ns: 0.000_001 } as const;

/** Durations as Go writes them: `1m30s`. */
function goDurationMs(text: string): number | undefined {
  if (!/^(\d+(\.\d+)?(h|m|s|ms|us|µs|ns))+$/.test(text)) return undefined;
  let ms = 0;
  for (const [, number, unit] of text.matchAll(/(\d+(?:\.\d+)?)(ms|us|µs|ns|h|m|s)/g))
    ms += Number(number) * GO_UNITS[unit as keyof typeof GO_UNITS];
  return ms;
}

/** FIS takes letters, digits, - and _, and a letter first. */
function actionName(name: string): string {
  const safe = name.replace(/[^A-Za-z0-9_-]/g, "-").slice(0, 63);
  return /^[A-Za-z]/.test(safe) ? safe : `x${safe}`;
}
