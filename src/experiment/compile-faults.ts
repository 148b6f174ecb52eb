import { catalogue, type FaultFacts, type ParameterFacts } from "../faults";
import { durationMs, hasHole, humanDuration, parseDuration } from "../words";
import { compileTarget } from "./compile-target";
import { circleIn, lengthOf, type Order, widthOf } from "./graph";
import type { ActionPlan, TargetPlan } from "./plan";
import { join, type Reader } from "./read";

/** Quotas that AWS does not raise. https://docs.aws.amazon.com/fis/latest/userguide/fis-quotas.html */
const MAX_ACTIONS = 20;
const MAX_PARALLEL = 10;
const MAX_PARAMETER_LENGTH = 1_024;
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
  return { actions, targets, lengthMs: checkOrder(reader, entries, path, actions) };
}

function compileFault(reader: Reader, value: unknown, path: string, name: string, targets: TargetPlan[]): ActionPlan | undefined {
  const given = reader.object(value, path, "a fault", ["actionId", "parameters", "targets", "after", "description"]);
  if (!given) return undefined;
  const facts = typeof given.actionId === "string" && Object.hasOwn(catalogue, given.actionId) ? catalogue[given.actionId] : undefined;
  if (!facts) {
    reader.add({
      code: "unknown-action",
      path: join(path, "actionId"),
      message: "Faultline does not know this action",
      given: given.actionId,
      allowed: Object.keys(catalogue).join(", "),
      remedy: "Build the fault with one of the functions of ec2, network, rds, eks or fis.",
    });
    return undefined;
  }
  const parameters = compileParameters(reader, given.parameters, join(path, "parameters"), facts);
  const named = compileTargets(reader, given.targets, join(path, "targets"), name, facts, targets);
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
  };
}

/** An action with a duration lasts that long; stopped instances last until their restart. */
function lastingOf(parameters: Readonly<Record<string, string>>): number {
  const text = parameters.duration ?? parameters.startInstancesAfterDuration;
  return (text && parseDuration(text)) || 0;
}

function revertsOf(facts: FaultFacts, parameters: Readonly<Record<string, string>>): ActionPlan["reverts"] {
  if (typeof facts.reverts !== "object") return facts.reverts;
  return Object.hasOwn(parameters, facts.reverts.whenParameter) ? "always" : "never";
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
    const name = `${fault}-${key}`;
    const target = compileTarget(reader, record[key], join(path, key), name, type);
    if (target) {
      targets.push(target);
      named[key] = name;
    }
  }
  return named;
}

function compileParameters(reader: Reader, value: unknown, path: string, facts: FaultFacts): Record<string, string> {
  const record = value === undefined ? {} : (reader.object(value, path, "the parameters", Object.keys(facts.parameters)) ?? {});
  const out: Record<string, string> = {};
  for (const [key, rule] of Object.entries(facts.parameters)) {
    const item = record[key];
    const at = join(path, key);
    if (item === undefined) {
      if (rule.required)
        reader.add({ code: "missing", path: at, message: `${facts.actionId} needs "${key}"`, remedy: `Give it. See ${facts.page}` });
      continue;
    }
    const text =
      Array.isArray(item) && item.every((part) => typeof part === "string" && part !== "") && item.length > 0 ? item.join(",") : item;
    if (typeof text !== "string" || text === "") {
      reader.add({ code: "not-text", path: at, message: "the parameter is empty or not a text", given: item, remedy: "Give it a value." });
    } else if (text.length > MAX_PARAMETER_LENGTH) {
      reader.add({
        code: "too-long",
        path: at,
        message: `the parameter is ${text.length} characters long`,
        allowed: `at most ${MAX_PARAMETER_LENGTH} characters`,
        remedy: "Shorten it.",
      });
    } else if (hasHole(text) || fits(reader, text, at, rule)) {
      out[key] = text;
    }
  }
  return out;
}

function fits(reader: Reader, text: string, path: string, rule: ParameterFacts): boolean {
  const refuse = (code: string, message: string, allowed: string) => {
    reader.add({ code, path, message, given: text, allowed, remedy: "Correct the value." });
    return false;
  };
  if (rule.allowed && !rule.allowed.includes(text))
    return refuse("not-allowed", "the value is not one of those known", rule.allowed.join(", "));
  if (rule.kind === "duration") {
    const ms = parseDuration(text);
    const [min, max] = [rule.min ?? "0s", rule.max ?? "12h"].map((bound) => durationMs(bound as "0s")) as [number, number];
    if (ms === undefined) return refuse("no-unit", "the duration cannot be read", '"90s", "5m" or "PT5M"');
    if (ms < min || ms > max)
      return refuse("duration-out-of-range", "the duration is out of range", `${humanDuration(min)} to ${humanDuration(max)}`);
  }
  if (rule.kind === "integer") {
    const [min, max] = [Number(rule.min ?? Number.MIN_SAFE_INTEGER), Number(rule.max ?? Number.MAX_SAFE_INTEGER)];
    const number = Number(text);
    if (!/^-?\d+$/.test(text)) return refuse("not-a-number", "the value is not a whole number", "a whole number");
    if (number < min || number > max)
      return refuse("out-of-range", "the number is out of range", rule.max === undefined ? `at least ${min}` : `${min} to ${max}`);
  }
  if (rule.kind === "json") {
    try {
      JSON.parse(text);
    } catch {
      return refuse("bad-json", "the value is not JSON", "a JSON object");
    }
  }
  return true;
}

function checkOrder(reader: Reader, entries: readonly [string, unknown][], path: string, actions: readonly ActionPlan[]): number {
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
  const lasts = new Map(actions.map((action) => [action.name, action.durationMs]));
  return lengthOf(order, (name) => lasts.get(name) ?? 0);
}
