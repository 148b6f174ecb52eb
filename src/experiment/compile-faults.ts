import type { FaultFacts } from "../faults";
import { parseDuration } from "../words";
import { warnOfCollisions } from "./collisions";
import { compileActionId } from "./compile-action";
import { CUSTOM_RESOURCE, checkCustomResource } from "./compile-custom-resource";
import { compileGrants } from "./compile-grants";
import { compileParameters } from "./compile-parameters";
import { compileTarget } from "./compile-target";
import { circleIn, lengthOf, type Order, widthOf } from "./graph";
import type { ActionPlan, TargetPlan } from "./plan";
import { PROVIDER_TARGET_KEYS, warnOfProvider } from "./provider-keys";
import { join, type Reader } from "./read";

/** Quotas that AWS does not raise. https://docs.aws.amazon.com/fis/latest/userguide/fis-quotas.html */
const MAX_ACTIONS = 20;
const MAX_PARALLEL = 10;
const MAX_DESCRIPTION = 512;

export interface CompiledFaults {
  readonly actions: readonly ActionPlan[];
  readonly targets: readonly TargetPlan[];
  /** How long the faults take, each one after those it waits for. */
  readonly lengthMs: number;
}

export function compileFaults(reader: Reader, value: unknown, path: string): CompiledFaults {
  const entries = reader.named(value, path, "the faults");
  if (entries.length === 0 || entries.length > MAX_ACTIONS) {
    reader.add({
      code: "fault-count",
      path,
      message: entries.length === 0 ? "there is no fault" : `there are ${entries.length} faults`,
      allowed: `1 to ${MAX_ACTIONS} (an FIS quota)`,
      remedy: entries.length === 0 ? "Name at least one, built with ec2, network, rds or eks." : "Split the experiment.",
    });
  }
  const targets: TargetPlan[] = [];
  const actions = entries.flatMap(([name, fault]) => compileFault(reader, fault, join(path, name), name, targets) ?? []);
  if (entries.length > 0 && actions.length === entries.length && !actions.some((action) => action.injectsFault)) {
    reader.add({ code: "only-waits", path, message: "none of the faults does anything", remedy: "Add a fault besides wait." });
  }
  return { actions, targets, lengthMs: checkOrder(reader, entries, path, actions, targets) };
}

function compileFault(reader: Reader, value: unknown, path: string, name: string, targets: TargetPlan[]): ActionPlan | undefined {
  const given = reader.object(value, path, "a fault", ["actionId", "parameters", "targets", "after", "description", "grants", "untyped"]);
  if (!given) return undefined;
  const facts = compileActionId(reader, given, path);
  if (!facts) return undefined;
  const parameters = compileParameters(reader, given.parameters, join(path, "parameters"), { name: facts.actionId, ...facts });
  if (facts.actionId === CUSTOM_RESOURCE) checkCustomResource(reader, parameters, join(path, "parameters"));
  const named = compileTargets(reader, given.targets, join(path, "targets"), name, facts, targets);
  const grants = compileGrants(reader, given.grants, join(path, "grants"), facts);
  const description =
    given.description === undefined
      ? facts.title
      : reader.text(given.description, join(path, "description"), "the description", {
          max: MAX_DESCRIPTION,
          remedy: "Say what it does, or leave it out.",
        });
  const after = Array.isArray(given.after) ? given.after.filter((item): item is string => typeof item === "string") : [];
  return {
    name,
    actionId: facts.actionId,
    description: description ?? "",
    parameters,
    targets: named,
    after,
    durationMs: lastingOf(parameters),
    reverts: revertsOf(facts, parameters),
    injectsFault: facts.injectsFault,
    visibleIn: facts.visibleIn,
    ...(Object.keys(grants).length > 0 ? { grants } : {}),
    ...(given.untyped === undefined ? {} : { untyped: { permissions: facts.permissions } }),
  };
}

/** An action with a duration lasts that long; stopped instances last until their restart, interruptions until they come. */
function lastingOf(parameters: Readonly<Record<string, string>>): number {
  const { duration, maxDuration, startInstancesAfterDuration, durationBeforeInterruption } = parameters;
  const text = duration ?? maxDuration ?? startInstancesAfterDuration ?? durationBeforeInterruption;
  return (text && parseDuration(text)) || 0;
}

function revertsOf(facts: FaultFacts, parameters: Readonly<Record<string, string>>): ActionPlan["reverts"] {
  if (typeof facts.reverts !== "object") return facts.reverts;
  const given = parameters[facts.reverts.whenParameter];
  return given !== undefined && new RegExp(facts.reverts.matches ?? "").test(given) ? "always" : "never";
}

function compileTargets(
  reader: Reader,
  value: unknown,
  path: string,
  fault: string,
  facts: FaultFacts,
  targets: TargetPlan[],
): Record<string, string> {
  const record = value === undefined ? {} : (reader.object(value, path, "the targets", Object.keys(facts.targets)) ?? {});
  const named: Record<string, string> = {};
  for (const [key, type] of Object.entries(facts.targets)) {
    if (!Object.hasOwn(record, key)) {
      reader.add({
        code: "missing",
        path: join(path, key),
        message: `${facts.actionId} needs the target "${key}"`,
        allowed: type,
        remedy: "Say what it acts on.",
      });
      continue;
    }
    if (!PROVIDER_TARGET_KEYS.includes(key)) warnOfProvider(reader, join(path, key), facts.actionId, key);
    const name = `${fault}-${key}`;
    const target = compileTarget(reader, record[key], join(path, key), name, type);
    if (target) {
      targets.push(target);
      named[key] = name;
    }
  }
  return named;
}

function checkOrder(
  reader: Reader,
  entries: readonly [string, unknown][],
  path: string,
  actions: readonly ActionPlan[],
  targets: readonly TargetPlan[],
): number {
  const names = new Set(entries.map(([name]) => name));
  let whole = true;
  for (const [name, fault] of entries) {
    const after = (fault as { after?: unknown } | null)?.after;
    if (after === undefined) continue;
    const at = join(join(path, name), "after");
    if (!Array.isArray(after)) {
      reader.add({
        code: "not-a-list",
        path: at,
        message: "after must be a list of names",
        given: after,
        remedy: 'Write after: ["name"].',
      });
      whole = false;
      continue;
    }
    after.forEach((other: unknown, index) => {
      if (typeof other === "string" && names.has(other)) return;
      whole = false;
      reader.add({
        code: "unknown-fault",
        path: join(at, index),
        message: "there is no fault of this name",
        given: other,
        allowed: [...names].join(", "),
        remedy: "Name a fault of this experiment.",
      });
    });
  }
  if (!whole) return 0;
  const order: Order = Object.fromEntries(actions.map((action) => [action.name, action.after]));
  const circle = circleIn(order);
  if (circle) {
    reader.add({
      code: "circle",
      path,
      message: "the faults wait for one another in a circle",
      given: circle.join(" → "),
      remedy: "Break the circle.",
    });
    return 0;
  }
  const width = widthOf(order);
  if (width > MAX_PARALLEL)
    reader.add({
      code: "too-parallel",
      path,
      message: `${width} faults may run at the same time`,
      allowed: `at most ${MAX_PARALLEL} (an FIS quota)`,
      remedy: "Order some of them with after.",
    });
  warnOfCollisions(reader, path, actions, targets);
  const lasts = new Map(actions.map((action) => [action.name, action.durationMs]));
  return lengthOf(order, (name) => lasts.get(name) ?? 0);
}
