import { catalogue, type FaultFacts, retiredActions } from "../faults";
import { compileRawPermissions } from "./compile-raw-permissions";
import { join, type Reader } from "./read";

const ACTION_ID = /^aws:[a-z0-9-]+:[A-Za-z0-9/-]{1,100}$/;

/** What is known of the action that a fault names: from the catalogue, or what the author of an untyped fault says of it. */
export function compileActionId(reader: Reader, given: Readonly<Record<string, unknown>>, path: string): FaultFacts | undefined {
  const { actionId } = given;
  const at = join(path, "actionId");
  const known = typeof actionId === "string" && Object.hasOwn(catalogue, actionId) ? catalogue[actionId] : undefined;
  if (known) {
    if (given.untyped === undefined) return known;
    reader.add({
      code: "known-action",
      path: at,
      message: `Faultline knows ${known.actionId}: it is not built with fault.raw`,
      given: actionId,
      remedy: `Use the function for "${known.title}"; it checks what FIS would refuse.`,
    });
    return undefined;
  }
  const retired = typeof actionId === "string" && Object.hasOwn(retiredActions, actionId) ? retiredActions[actionId] : undefined;
  if (retired) {
    reader.add({
      code: "retired-action",
      path: at,
      message: `AWS has retired this action: ${retired.why}`,
      given: actionId,
      allowed: retired.successor,
      remedy: `Use ${retired.successor}, "${catalogue[retired.successor]?.title}".`,
    });
    return undefined;
  }
  if (given.untyped !== undefined) return untypedFacts(reader, given, path);
  reader.add({
    code: "unknown-action",
    path: at,
    message: "Faultline does not know this action",
    given: actionId,
    allowed: Object.keys(catalogue).join(", "),
    remedy: "Build the fault with a function of ec2, eks, network … If `aws fis list-actions` names the action, use fault.raw.",
  });
  return undefined;
}

/** Facts as far as they can be had: all that is unknown counts as the worse. */
function untypedFacts(reader: Reader, given: Readonly<Record<string, unknown>>, path: string): FaultFacts | undefined {
  const { actionId } = given;
  if (typeof actionId !== "string" || !ACTION_ID.test(actionId)) {
    reader.add({
      code: "unknown-action",
      path: join(path, "actionId"),
      message: "this cannot be an action of FIS",
      given: actionId,
      allowed: "aws:service:action",
      remedy: "Take the id that `aws fis list-actions` prints.",
    });
    return undefined;
  }
  const untyped = reader.object(given.untyped, join(path, "untyped"), "what is said of an untyped fault", ["permissions"]);
  const permissions = untyped && compileRawPermissions(reader, untyped.permissions, join(path, "permissions"));
  if (!permissions) return undefined;
  reader.warn({
    code: "untyped-action",
    path: join(path, "actionId"),
    message: `Faultline does not know ${actionId}: its parameters, targets and permissions are not checked, and it counts as not reverting`,
    given: actionId,
    remedy: "Compare it with `aws fis get-action`, and use a typed fault as soon as there is one.",
  });
  return {
    actionId,
    title: actionId,
    targets: typesOf(given.targets),
    parameters: Object.fromEntries(keysOf(given.parameters).map((key) => [key, { kind: "text", required: false }])),
    reverts: "never",
    instantaneous: false,
    injectsFault: true,
    visibleIn: "metric",
    permissions,
    prerequisites: [],
    price: "not known",
    page: "https://docs.aws.amazon.com/fis/latest/userguide/fis-actions-reference.html",
    readOn: "never",
  };
}

function keysOf(value: unknown): readonly string[] {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? Object.keys(value) : [];
}

function typesOf(targets: unknown): Readonly<Record<string, string>> {
  const typeOf = (key: string) => (targets as Record<string, { readonly resourceType?: unknown } | null>)[key]?.resourceType;
  return Object.fromEntries(keysOf(targets).map((key) => [key, String(typeOf(key))]));
}
