import { AS_FIS_SAYS, compileWhich } from "../../experiment/compile-target";
import { join } from "../../experiment/read";
import { renamedTargetTypes, targetTypes } from "../../faults";
import { hasHole } from "../../words";
import { isRecord } from "../document";
import type { Subject } from "./subject";

const MEMBERS = ["resourceType", "resourceArns", "resourceTags", "filters", "selectionMode", "parameters"];
const NAME = /^[A-Za-z][A-Za-z0-9_-]{0,63}$/;
const SELECTION = /^(?:ALL|COUNT\([1-9]\d*\)|PERCENT\((?:100|[1-9]\d?)\))$/;

/** What the actions need to know of a target; its type is `null` when only a deployment knows it. */
export type KnownTargets = ReadonlyMap<string, { readonly type: string | null }>;

/** https://docs.aws.amazon.com/fis/latest/userguide/targets.html. `undefined` when only a deployment knows the targets. */
export function checkTargets(subject: Subject, value: unknown): KnownTargets | undefined {
  const { reader } = subject;
  if (typeof value === "string" && hasHole(value)) return undefined;
  const record = value === undefined || value === null ? {} : (reader.object(value, "targets", "the targets") ?? {});
  const known = new Map<string, { readonly type: string | null }>();
  for (const [name, item] of Object.entries(record)) {
    const path = join("targets", name);
    checkName(subject, name, path, "target");
    known.set(name, { type: checkTarget(subject, item, path) });
  }
  return known;
}

/** https://docs.aws.amazon.com/fis/latest/APIReference/API_CreateExperimentTemplate.html: names of actions and targets. */
export function checkName({ reader }: Subject, name: string, path: string, what: string): void {
  if (!NAME.test(name) && !hasHole(name))
    reader.add({
      code: "bad-name",
      path,
      message: `"${name}" cannot be the name of a ${what}`,
      given: name,
      allowed: "a letter, then letters, digits, - and _; at most 64 characters",
      remedy: "Rename it.",
    });
}

function checkTarget(subject: Subject, item: unknown, path: string): string | null {
  const { reader } = subject;
  if (typeof item === "string" && hasHole(item)) return null;
  const given = reader.object(item, path, "a target", MEMBERS);
  if (!given) return null;
  checkSelection(subject, given.selectionMode, join(path, "selectionMode"));
  const type = typeOf(subject, given.resourceType, join(path, "resourceType"));
  if (type === null) return null;
  compileWhich(reader, withoutEmpty(given), path, type, AS_FIS_SAYS);
  checkWidth(subject, given, path, type);
  return type;
}

function typeOf(subject: Subject, value: unknown, path: string): string | null {
  const text = subject.reader.text(value, path, "the resource type", { remedy: "Say what kind of resource it is." });
  if (text === undefined || hasHole(text)) return null;
  if (Object.hasOwn(targetTypes, text)) return text;
  const successor = Object.hasOwn(renamedTargetTypes, text) ? renamedTargetTypes[text] : undefined;
  if (successor !== undefined) {
    subject.warn({
      code: "renamed-type",
      path,
      message: `${text} is called ${successor} now`,
      given: text,
      allowed: successor,
      remedy: `Write ${successor}.`,
    });
    return successor;
  }
  subject.reader.add({
    code: "unknown-type",
    path,
    message: "FIS knows no such type of resource",
    given: text,
    allowed: Object.keys(targetTypes).join(", "),
    remedy: "Correct it, or look with faultline doctor whether it is new.",
  });
  return null;
}

function checkSelection({ reader }: Subject, value: unknown, path: string): void {
  const text = reader.text(value, path, "the selection mode", { remedy: "Write ALL, COUNT(n) or PERCENT(n)." });
  if (text === undefined || hasHole(text) || SELECTION.test(text)) return;
  reader.add({
    code: "bad-selection",
    path,
    message: "the selection mode cannot be read",
    given: text,
    allowed: "ALL, COUNT(n) from 1, PERCENT(n) from 1 to 100",
    remedy: "Write one of these forms.",
  });
}

/** FIS answers with empty lists and maps where nothing is. */
function withoutEmpty(given: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const isEmpty = (value: unknown) =>
    value === null || (Array.isArray(value) ? value.length === 0 : isRecord(value) && Object.keys(value).length === 0);
  return Object.fromEntries(Object.entries(given).filter(([, value]) => !isEmpty(value)));
}

/** One tag, no filter, all of it: whatever carries the tag next month is hit too. */
function checkWidth(subject: Subject, given: Readonly<Record<string, unknown>>, path: string, type: string): void {
  const tags = isRecord(given.resourceTags) ? Object.keys(given.resourceTags).length : 0;
  const filters = Array.isArray(given.filters) ? given.filters.length : 0;
  const parameters = isRecord(given.parameters) ? Object.keys(given.parameters).length : 0;
  const all = given.selectionMode === "ALL" || given.selectionMode === "PERCENT(100)";
  if (!all || tags !== 1 || filters > 0 || parameters > 0) return;
  subject.warn({
    code: "wide-blast-radius",
    path: join(path, "selectionMode"),
    message: `everything of type ${type} with one tag is hit, however much that will be`,
    given: given.selectionMode,
    remedy: "Add a tag or a filter, or hit a number with COUNT(n).",
  });
}
