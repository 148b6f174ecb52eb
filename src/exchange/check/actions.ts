import { compileParameters } from "../../experiment/compile-parameters";
import { circleIn, widthOf } from "../../experiment/graph";
import { join } from "../../experiment/read";
import { catalogue, type FaultFacts, retiredActions } from "../../faults";
import { hasHole } from "../../words";
import { isRecord } from "../document";
import { checkResource } from "./custom-resource";
import { withStrictJson } from "./json-parameters";
import type { Subject } from "./subject";
import { checkName, type KnownTargets } from "./targets";

const MEMBERS = ["actionId", "description", "parameters", "targets", "startAfter"];
/** https://docs.aws.amazon.com/fis/latest/userguide/fis-quotas.html */
const MOST_ACTIONS = 20;
const MOST_PARALLEL = 10;

export function checkActions(subject: Subject, value: unknown, targets: KnownTargets | undefined): void {
  const { reader } = subject;
  if (typeof value === "string" && hasHole(value)) return;
  const record = reader.object(value, "actions", "the actions");
  if (!record) return;
  const entries = Object.entries(record);
  if (entries.length === 0 || entries.length > MOST_ACTIONS)
    reader.add({
      code: "action-count",
      path: "actions",
      message: entries.length === 0 ? "there is no action" : `there are ${entries.length} actions`,
      allowed: `1 to ${MOST_ACTIONS} (an FIS quota)`,
      remedy: entries.length === 0 ? "Name at least one." : "Split the experiment.",
    });
  const used = new Set<string>();
  for (const [name, item] of entries) checkAction(subject, name, item, targets, used);
  checkOrder(subject, entries);
  for (const name of targets?.keys() ?? []) {
    if (!used.has(name))
      subject.warn({
        code: "unused-target",
        path: join("targets", name),
        message: "no action acts on this target",
        remedy: "Name it in an action, or remove it.",
      });
  }
}

function checkAction(subject: Subject, name: string, item: unknown, targets: KnownTargets | undefined, used: Set<string>): void {
  const { reader } = subject;
  const path = join("actions", name);
  checkName(subject, name, path, "action");
  if (typeof item === "string" && hasHole(item)) return;
  const given = reader.object(item, path, "an action", MEMBERS);
  if (!given) return;
  if (given.description !== undefined && given.description !== "")
    reader.text(given.description, join(path, "description"), "the description", { max: 512, remedy: "Shorten it, or leave it out." });
  // Whatever else is wrong, the target is not told to be unused.
  if (isRecord(given.targets)) for (const target of Object.values(given.targets)) if (typeof target === "string") used.add(target);
  const facts = factsOf(subject, given.actionId, join(path, "actionId"));
  if (!facts) return;
  checkTargetsOf(subject, given.targets, join(path, "targets"), facts, targets);
  if (typeof given.parameters === "string" && hasHole(given.parameters)) return;
  const parameters = withStrictJson(subject, given.parameters, join(path, "parameters"), facts);
  const taken = compileParameters(reader, parameters, join(path, "parameters"), { name: facts.actionId, ...facts });
  checkResource(subject, facts.actionId, taken, join(path, "parameters"));
}

function factsOf(subject: Subject, value: unknown, path: string): FaultFacts | undefined {
  const { reader } = subject;
  const id = reader.text(value, path, "the action's id", { remedy: "Say which action it is." });
  if (id === undefined || hasHole(id)) return undefined;
  if (Object.hasOwn(catalogue, id)) return catalogue[id];
  const retired = Object.hasOwn(retiredActions, id) ? retiredActions[id] : undefined;
  if (retired) {
    subject.warn({
      code: "retired-action",
      path,
      message: `${id} is retired: ${retired.why}`,
      given: id,
      allowed: retired.successor,
      remedy: `Use ${retired.successor}.`,
    });
    return catalogue[retired.successor];
  }
  reader.add({
    code: "unknown-action",
    path,
    message: "FIS knows no such action",
    given: id,
    allowed: nearest(id).join(", "),
    remedy: "Correct it, or look with faultline doctor whether it is new.",
  });
  return undefined;
}

/** The actions of the same service, or all services where there are none. */
function nearest(id: string): readonly string[] {
  const ids = Object.keys(catalogue);
  const same = ids.filter((known) => known.split(":")[1] === id.split(":")[1]);
  return same.length > 0 ? same : ids;
}

function checkTargetsOf(subject: Subject, value: unknown, path: string, facts: FaultFacts, targets: KnownTargets | undefined): void {
  const { reader } = subject;
  if (typeof value === "string" && hasHole(value)) return;
  const record = value === undefined || value === null ? {} : (reader.object(value, path, "the action's targets") ?? {});
  const allowed = Object.keys(facts.targets);
  for (const [key, name] of Object.entries(record)) {
    const at = join(path, key);
    const type = Object.hasOwn(facts.targets, key) ? facts.targets[key] : undefined;
    if (type === undefined)
      reader.add({
        code: "wrong-target-key",
        path: at,
        message: `${facts.actionId} does not act on "${key}"`,
        given: key,
        allowed: allowed.join(", ") || "no target",
        remedy: allowed.length > 0 ? `Write "${allowed.join('" or "')}".` : "Remove it.",
      });
    if (typeof name !== "string" || hasHole(name) || targets === undefined) continue;
    const target = targets.get(name);
    if (!target)
      reader.add({
        code: "unknown-target",
        path: at,
        message: "there is no target of this name",
        given: name,
        allowed: [...targets.keys()].join(", ") || "none is defined",
        remedy: "Name a target of this template.",
      });
    else if (type !== undefined && target.type !== null && target.type !== type)
      reader.add({
        code: "wrong-target",
        path: at,
        message: `the action acts on ${type}, and "${name}" is ${target.type}`,
        given: name,
        allowed: type,
        remedy: `Give it a target of type ${type}.`,
      });
  }
  for (const key of allowed) {
    if (!Object.hasOwn(record, key) && Object.keys(record).length < allowed.length)
      reader.add({
        code: "missing",
        path: join(path, key),
        message: `${facts.actionId} needs the target "${key}"`,
        allowed: facts.targets[key] ?? "",
        remedy: "Say what it acts on.",
      });
  }
}

function checkOrder({ reader }: Subject, entries: readonly (readonly [string, unknown])[]): void {
  const names = new Set(entries.map(([name]) => name));
  const order: Record<string, readonly string[]> = {};
  let isWhole = true;
  for (const [name, item] of entries) {
    const after = isRecord(item) ? item.startAfter : undefined;
    const path = join(join("actions", name), "startAfter");
    order[name] = [];
    if (after === undefined || after === null) continue;
    if (!Array.isArray(after)) {
      isWhole = false;
      if (!(typeof after === "string" && hasHole(after)))
        reader.add({ code: "not-a-list", path, message: "startAfter must be a list of names", given: after, remedy: 'Write ["name"].' });
      continue;
    }
    after.forEach((other: unknown, index) => {
      if (typeof other === "string" && (names.has(other) || hasHole(other))) return;
      isWhole = false;
      reader.add({
        code: "unknown-action-name",
        path: join(path, index),
        message: "there is no action of this name",
        given: other,
        allowed: [...names].join(", "),
        remedy: "Name an action of this template.",
      });
    });
    order[name] = after.filter((other): other is string => typeof other === "string" && names.has(other));
  }
  if (!isWhole) return;
  const circle = circleIn(order);
  if (circle)
    reader.add({
      code: "circle",
      path: "actions",
      message: "the actions wait for one another in a circle",
      given: circle.join(" → "),
      remedy: "Break the circle.",
    });
  const width = circle ? 0 : widthOf(order);
  if (width > MOST_PARALLEL)
    reader.add({
      code: "too-parallel",
      path: "actions",
      message: `${width} actions may run at the same time`,
      allowed: `at most ${MOST_PARALLEL} (an FIS quota)`,
      remedy: "Order some of them with startAfter.",
    });
}
