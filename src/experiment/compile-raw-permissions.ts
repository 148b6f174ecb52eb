import type { RawPermission } from "../faults";
import { isRead } from "./permissions";
import { join, type Reader } from "./read";

const ACTION = /^[a-z0-9-]+:[A-Za-z]+$/;

/** The permissions that the author of an untyped fault asks for: exact actions, and no change on everything without a condition. */
export function compileRawPermissions(reader: Reader, value: unknown, path: string): readonly RawPermission[] | undefined {
  if (!Array.isArray(value)) {
    reader.add({
      code: "not-a-list",
      path,
      message: "the permissions must be a list",
      given: value,
      remedy: "Write them as [{ actions, resources }].",
    });
    return undefined;
  }
  const before = reader.problems.length;
  const permissions = value.flatMap((item: unknown, index) => compilePermission(reader, item, join(path, index)) ?? []);
  return reader.problems.length > before ? undefined : permissions;
}

function compilePermission(reader: Reader, value: unknown, path: string): RawPermission | undefined {
  const given = reader.object(value, path, "a permission", ["actions", "resources", "conditions", "narrowBy"]);
  if (!given) return undefined;
  const actions = texts(reader, given.actions, join(path, "actions"));
  const resources = texts(reader, given.resources, join(path, "resources"));
  const conditions = given.conditions === undefined ? {} : compileConditions(reader, given.conditions, join(path, "conditions"));
  if (!actions || !resources || !conditions) return undefined;
  const vague = actions.find((action) => !ACTION.test(action));
  if (vague !== undefined) {
    reader.add({
      code: "vague-permission",
      path: join(path, "actions"),
      message: "a permission names its actions one by one",
      given: vague,
      allowed: "service:Action",
      remedy: "Write out the actions that the guide names.",
    });
    return undefined;
  }
  if (given.narrowBy !== undefined && given.narrowBy !== "target-tags") {
    reader.add({
      code: "not-allowed",
      path: join(path, "narrowBy"),
      message: "permissions are not narrowed in this way",
      given: given.narrowBy,
      allowed: "target-tags",
      remedy: "Correct it, or leave it out.",
    });
    return undefined;
  }
  if (resources.includes("*") && Object.keys(conditions).length === 0 && given.narrowBy === undefined && !actions.every(isRead)) {
    reader.add({
      code: "loose-permission",
      path,
      message: "a change would be let loose on everything",
      given: actions.filter((action) => !isRead(action)),
      remedy: "Name the resources, or give a condition that bounds it, for example aws:RequestedRegion.",
    });
    return undefined;
  }
  return {
    actions,
    resources,
    ...(Object.keys(conditions).length > 0 ? { conditions } : {}),
    ...(given.narrowBy ? { narrowBy: "target-tags" } : {}),
  };
}

function compileConditions(reader: Reader, value: unknown, path: string): RawPermission["conditions"] {
  const operators = reader.object(value, path, "the conditions");
  if (!operators) return undefined;
  const before = reader.problems.length;
  const entries = Object.entries(operators).map(([operator, keys]) => {
    const at = join(path, operator);
    const record = reader.object(keys, at, "a condition") ?? {};
    const texted = Object.entries(record).map(([key, text]) => [
      key,
      typeof text === "string" && text !== "" ? text : (texts(reader, text, join(at, key)) ?? []),
    ]);
    return [operator, Object.fromEntries(texted)];
  });
  return reader.problems.length > before ? undefined : Object.fromEntries(entries);
}

function texts(reader: Reader, value: unknown, path: string): readonly string[] | undefined {
  if (Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === "string" && item !== "")) return value as string[];
  reader.add({ code: "not-a-list", path, message: "this must be a list of texts", given: value, remedy: 'Write them as ["…"].' });
  return undefined;
}
