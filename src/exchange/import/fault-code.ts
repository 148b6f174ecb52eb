import { type Fault, fault } from "../../faults";
import { canonicalJson, hasHole } from "../../words";
import { isRecord, Unknown } from "../document";
import { asWritten } from "../template/as-written";
import { targetRequest } from "../template/request";
import { Call, type Code, worth } from "./code";
import { type Draft, draftsOf, type Given } from "./drafts";
import { type GivenTarget, targetOptions } from "./target-kinds";
import type { Unknowns } from "./unknowns";

/** Where the template lives, for the ARNs of AWS's own documents. */
export interface Home {
  readonly partition: string;
  readonly region: string | undefined;
}

/** An action as a program has it. */
export interface FaultCode {
  readonly code: Code;
  /** Which function makes it. */
  readonly name: string;
  /** Options that somebody must fill in before it can be an experiment, and what they are. */
  readonly besides: Readonly<Record<string, string>>;
  /** Parameters that the options cannot say, kept as they are. */
  readonly added: readonly string[];
}

/** An action in FIS's words. */
export interface GivenAction {
  readonly actionId: string;
  readonly description?: string | Unknown;
  readonly parameters: Given;
  readonly startAfter?: readonly string[];
  /** By the action's target key. */
  readonly targets: Readonly<Record<string, GivenTarget>>;
}

/** The call that makes exactly this action; the untyped door where no function can. */
export function faultCode(action: GivenAction, unknowns: Unknowns, home: Home): FaultCode {
  const always = common(action, unknowns);
  for (const draft of draftsOf(action.actionId, action.parameters, unknowns)) {
    const [target, ...others] = Object.values(action.targets);
    if (others.length > 0 || (draft.target === undefined) !== (target === undefined)) continue;
    const forms = draft.target && target ? targetOptions(draft.target[1], target, unknowns) : [undefined];
    for (const form of forms) {
      const found = attempt(draft, form, always, action, unknowns, home);
      if (found) return found;
    }
  }
  return raw(action, always, unknowns);
}

function common({ description, startAfter }: GivenAction, unknowns: Unknowns): Readonly<Record<string, Code>> {
  const said = description === undefined ? undefined : unknowns.code(description);
  return {
    ...(said === undefined ? {} : { description: said }),
    ...(startAfter === undefined ? {} : { after: startAfter }),
  };
}

function attempt(
  draft: Draft,
  form: Code | undefined,
  always: Readonly<Record<string, Code>>,
  action: GivenAction,
  unknowns: Unknowns,
  home: Home,
): FaultCode | undefined {
  const besides = draft.besides ?? {};
  const open = Object.fromEntries(Object.keys(besides).map((key) => [key, ""]));
  const options: Code = {
    ...(draft.target && form !== undefined ? { [draft.target[0]]: form } : {}),
    ...draft.options,
    ...open,
    ...always,
  };
  const made = built(draft, options);
  if (!made || !sameTargets(made, action, unknowns)) return undefined;
  const differing = spellings(made, action.parameters, unknowns, home);
  if (!differing) return undefined;
  const call = new Call(draft.name, [options], made);
  const { spelled, added } = differing;
  if (Object.keys(spelled).length === 0) return { code: call, name: draft.name, besides, added };
  try {
    const value = asWritten(made, worth(spelled) as Readonly<Record<string, string>>);
    return { code: new Call("asWritten", [call, spelled], value), name: draft.name, besides, added };
  } catch {
    return undefined;
  }
}

function built(draft: Draft, options: Code): Fault | undefined {
  try {
    return draft.build(worth(options) as never);
  } catch {
    // A function that cannot take such options is not the way to write this.
    return undefined;
  }
}

function sameTargets(made: Fault, { targets }: GivenAction, unknowns: Unknowns): boolean {
  const keys = Object.keys(targets);
  if (keys.join() !== Object.keys(made.targets).join()) return false;
  return keys.every((key) => {
    const [is, wanted] = [made.targets[key], targets[key]];
    return is !== undefined && wanted !== undefined && canonicalJson(targetRequest(is)) === canonicalJson(bare(plain(wanted, unknowns)));
  });
}

/** Texts of parameters that differ from what the function makes, and those that it does not make. `undefined` when it makes others. */
function spellings(made: Fault, given: Given, unknowns: Unknowns, home: Home) {
  const spelled: Record<string, Code> = {};
  const added: string[] = [];
  for (const name of Object.keys(made.parameters)) if (!Object.hasOwn(given, name)) return undefined;
  for (const [name, wanted] of Object.entries(given)) {
    const code = unknowns.code(wanted);
    if (code === undefined) return undefined;
    const value = made.parameters[name];
    const text = Array.isArray(value) ? value.join(",") : value;
    if (text === undefined) added.push(name);
    const placed =
      typeof text === "string" ? text.replaceAll("{partition}", home.partition).replaceAll("{region}", home.region ?? "{region}") : text;
    if (placed === worth(code)) continue;
    // A value of the deployment has its place in an option, or is added whole: it is not mixed with another.
    if (typeof placed === "string" && (hasHole(placed) || wanted instanceof Unknown)) return undefined;
    spelled[name] = code;
  }
  return { spelled, added };
}

function raw(action: GivenAction, always: Readonly<Record<string, Code>>, unknowns: Unknowns): FaultCode {
  const targets = Object.fromEntries(Object.entries(action.targets).map(([key, target]) => [key, rawTarget(target, unknowns)]));
  const parameters = unknowns.code(action.parameters) ?? {};
  const options: Code = {
    actionId: action.actionId,
    ...(Object.keys(action.parameters).length > 0 ? { parameters } : {}),
    ...(Object.keys(targets).length > 0 ? { targets } : {}),
    permissions: [],
    ...always,
  };
  return { code: new Call("fault.raw", [options], fault.raw(worth(options) as never)), name: "fault.raw", besides: {}, added: [] };
}

/** A target in the words of Faultline, for the untyped door and for targets that nothing uses. */
export function rawTarget(target: GivenTarget, unknowns: Unknowns): Code {
  const { resourceArns, resourceTags, filters, parameters, resourceType } = bare(target);
  const members = { arns: resourceArns, tags: resourceTags, filters, parameters };
  const code = Object.entries(members).flatMap(([key, value]) => {
    if (value instanceof Unknown) {
      const type = key === "tags" || key === "parameters" ? "Readonly<Record<string, Text>>" : "readonly Text[]";
      return [[key, unknowns.use(value, type)] as const];
    }
    const item = value === undefined ? undefined : unknowns.code(value);
    return item === undefined ? [] : [[key, item] as const];
  });
  const [select] = targetOptions("plain", target, unknowns);
  const chosen = isRecord(select) ? ((select as Readonly<Record<string, Code>>).select ?? "all") : "all";
  return { resourceType: String(resourceType), ...Object.fromEntries(code), select: chosen };
}

/** Without the empty maps and lists that FIS answers with. */
function bare(target: GivenTarget): GivenTarget {
  const isEmpty = (value: unknown) =>
    value === null || (Array.isArray(value) ? value.length === 0 : isRecord(value) && Object.keys(value).length === 0);
  return Object.fromEntries(Object.entries(target).filter(([, value]) => !isEmpty(value)));
}

function plain(target: GivenTarget, unknowns: Unknowns): GivenTarget {
  const code = unknowns.code(target);
  return code === undefined ? {} : (worth(code) as GivenTarget);
}
