import { parseGoDuration } from "../../experiment/custom-resource-duration";
import { isoDuration } from "../../words";
import { isRecord, Origins, templateDocument, textFor, Unknown } from "../document";
import type { Finding } from "../finding";
import type { Path, SourceDocument } from "../source";
import { type Found, findingAt, NOTHING } from "./found";

/** The time that an operator may take to start: FIS must not end before the resource does. */
const START_UP_MS = 30_000;
const SHORTEST_MS = 60_000;

const GROUPS = {
  "chaos-mesh.org": { format: "chaos-mesh", kinds: /Chaos$/ },
  "litmuschaos.io": { format: "litmus", kinds: /^ChaosEngine$/ },
} as const;

/** What starts other resources by itself; within an experiment that is FIS's and Faultline's work. */
const RUNNERS: Readonly<Record<string, string>> = {
  Schedule: "Let a schedule of Faultline's or of EventBridge start the experiment.",
  Workflow: "Order the faults with after.",
  ChaosSchedule: "Let a schedule of Faultline's or of EventBridge start the experiment.",
};

/**
 * A resource of Chaos Mesh or Litmus, as the action `aws:eks:inject-kubernetes-custom-resource` creates it. What the resource does not say (cluster,
 * role, stop conditions) is unknown, not wrong. Of one that starts others by itself, these others are the experiments.
 */
export function kubernetesResources(file: string, source: SourceDocument): Found {
  const { value } = source;
  if (!isRecord(value) || typeof value.apiVersion !== "string" || typeof value.kind !== "string") return NOTHING;
  const group = value.apiVersion.split("/")[0] ?? "";
  const known = group === "chaos-mesh.org" || group === "litmuschaos.io" ? GROUPS[group] : undefined;
  const { kind } = value;
  const say = (severity: Finding["severity"], code: string, message: string, remedy: string, member = "kind") =>
    findingAt(file, source, [member], { severity, code, message, given: value[member], remedy });
  if (!known) {
    const near = Object.entries(GROUPS).find(([name, { kinds }]) => group.endsWith(`.${name}`) && (kinds.test(kind) || kind in RUNNERS));
    if (!near) return NOTHING;
    const wrong = say("error", "wrong-group", `Kubernetes knows no ${kind} in this group`, `Write ${near[0]}/v1alpha1.`, "apiVersion");
    return { templates: [], findings: [wrong] };
  }
  const about: Resource = { file, source, format: known.format, ...metadataOf(value) };
  if (Object.hasOwn(RUNNERS, kind)) {
    const started = startedBy(kind, value.spec);
    const remedy = `${started.length > 0 ? "" : "Give the resource that it starts. "}${RUNNERS[kind]}`;
    const runs = say(
      started.length > 0 ? "warning" : "error",
      "runs-by-itself",
      `a ${kind} starts chaos by itself, where nothing guards it`,
      remedy,
    );
    return { templates: started.map((one) => templateOf(about, one)), findings: [runs] };
  }
  if (!known.kinds.test(kind)) {
    const idle = say(
      "warning",
      "not-an-experiment",
      `a ${kind} does nothing to a system by itself`,
      "Give the resource that injects the fault.",
    );
    return { templates: [], findings: [idle] };
  }
  return { templates: [templateOf(about, { kind, spec: value.spec, at: ["spec"], name: about.name ?? kind })], findings: [] };
}

/** What the faults of a resource have in common. */
interface Resource {
  readonly file: string;
  readonly source: SourceDocument;
  readonly format: "chaos-mesh" | "litmus";
  readonly apiVersion: unknown;
  readonly name: string | undefined;
  readonly namespace: string;
}

/** The specification of a fault, and where it stands. */
interface Specification {
  readonly kind: string;
  readonly spec: unknown;
  readonly at: Path;
  readonly name: string;
}

function metadataOf(value: Readonly<Record<string, unknown>>) {
  const metadata = isRecord(value.metadata) ? value.metadata : {};
  return {
    apiVersion: value.apiVersion,
    name: typeof metadata.name === "string" && metadata.name !== "" ? metadata.name : undefined,
    namespace: typeof metadata.namespace === "string" ? metadata.namespace : "default",
  };
}

/** A schedule has one specification under the name of its kind (`podChaos`), a workflow has one in each template that is a fault. */
function startedBy(runner: string, spec: unknown): readonly Specification[] {
  if (!isRecord(spec)) return [];
  if (runner === "ChaosSchedule")
    return isRecord(spec.engineTemplateSpec)
      ? [{ kind: "ChaosEngine", spec: spec.engineTemplateSpec, at: ["spec", "engineTemplateSpec"], name: "engine" }]
      : [];
  if (runner === "Schedule") return faultIn(spec, spec.type, ["spec"], "fault");
  const templates: readonly unknown[] = Array.isArray(spec.templates) ? spec.templates : [];
  return templates.flatMap((one, index) =>
    isRecord(one) ? faultIn(one, one.templateType, ["spec", "templates", index], textFor(one.name ?? `fault-${index + 1}`)) : [],
  );
}

function faultIn(holder: Readonly<Record<string, unknown>>, kind: unknown, at: Path, name: string): readonly Specification[] {
  if (typeof kind !== "string" || !kind.endsWith("Chaos")) return [];
  const member = Object.keys(holder).find((key) => key.toLowerCase() === kind.toLowerCase());
  return member === undefined ? [] : [{ kind, spec: holder[member], at: [...at, member], name }];
}

function templateOf({ file, source, format, apiVersion, namespace }: Resource, { kind, spec, at: inside, name }: Specification) {
  const action = actionName(name);
  const origins = new Origins();
  const at = (member: string): Path => ["actions", action, "parameters", member];
  const isOwn = inside.length === 1;
  origins.set([], []);
  origins.set(["actions", action], isOwn ? ["metadata", "name"] : inside);
  origins.set(["actions", action, "actionId"], ["kind"]);
  origins.set(["targets", "cluster"], []);
  origins.set(at("kubernetesApiVersion"), ["apiVersion"]);
  origins.set(at("kubernetesKind"), isOwn ? ["kind"] : inside);
  origins.set(at("kubernetesNamespace"), ["metadata", "namespace"]);
  origins.set(at("kubernetesSpec"), inside);
  origins.set(at("maxDuration"), [...inside, "duration"]);
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
          kubernetesApiVersion: apiVersion,
          kubernetesKind: kind,
          kubernetesNamespace: namespace,
          kubernetesSpec: JSON.stringify(spec ?? {}),
          maxDuration: longEnough(spec),
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
  const ms = typeof text === "string" ? parseGoDuration(text) : undefined;
  if (ms === undefined) return new Unknown("how long FIS waits for it");
  return isoDuration(Math.ceil(Math.max(SHORTEST_MS, ms + START_UP_MS) / 1_000) * 1_000);
}

/** FIS takes letters, digits, - and _, and a letter first. */
function actionName(name: string): string {
  const safe = name.replace(/[^A-Za-z0-9_-]/g, "-").slice(0, 63);
  return /^[A-Za-z]/.test(safe) ? safe : `x${safe}`;
}
