import { type PermissionCircumstances, targetTypes } from "../faults";
import { hasHole } from "../words";
import type { ActionPlan, TargetPlan } from "./plan";

/** What the placeholders of a permission stand for: one action and its target. */
export interface PlaceholderScope {
  readonly action: Pick<ActionPlan, "parameters" | "grants">;
  readonly target: TargetPlan | undefined;
}

const PLACEHOLDER = /\{(parameter|automation-definition|target|grant):([\w.]+)\}/;

/** The texts that a pattern of a resource stands for. What is not given becomes `*`. */
export function fillResource(pattern: string, scope: PlaceholderScope): readonly string[] {
  const match = PLACEHOLDER.exec(pattern);
  if (!match) return [pattern];
  const values = valuesOf(match[1] ?? "", match[2] ?? "", scope) ?? ["*"];
  return values.flatMap((value) =>
    fillResource(
      pattern.replace(match[0], () => value),
      scope,
    ),
  );
}

/** The texts that the values of a condition stand for, or nothing when one of them is not given. */
export function fillCondition(value: string | readonly string[], scope: PlaceholderScope): string | readonly string[] | undefined {
  const given = typeof value === "string" ? [value] : value;
  const filled = given.map((pattern) => {
    const match = PLACEHOLDER.exec(pattern);
    if (!match) return [pattern];
    return valuesOf(match[1] ?? "", match[2] ?? "", scope)?.flatMap((text) => pattern.replace(match[0], () => text));
  });
  const texts = filled.every((item) => item !== undefined) ? filled.flat() : [];
  if (texts.length === 0) return undefined;
  return typeof value === "string" && texts.length === 1 ? texts[0] : texts;
}

/** Whether a permission is needed at all for this action. */
export function isNeeded(when: PermissionCircumstances | undefined, { action, target }: PlaceholderScope): boolean {
  if (!when) return true;
  const text = when.parameter === undefined ? undefined : parameterOf(when.parameter, action)?.join(",");
  if (when.parameter !== undefined && text === undefined) return false;
  if (when.matches !== undefined && text !== undefined && !hasHole(text) && !new RegExp(when.matches).test(text)) return false;
  if (when.grant !== undefined && action.grants?.[when.grant] === undefined) return false;
  if (when.noGrant !== undefined && action.grants?.[when.noGrant] !== undefined) return false;
  return when.selectedBy === undefined || (target !== undefined && selectedBy(target).includes(when.selectedBy));
}

function selectedBy(target: TargetPlan): readonly string[] {
  return [
    ...(target.arns.length > 0 ? ["arns"] : []),
    ...(Object.keys(target.tags).length > 0 ? ["tags"] : []),
    ...(Object.keys(target.parameters).length > 0 ? ["parameters"] : []),
  ];
}

function valuesOf(kind: string, name: string, { action, target }: PlaceholderScope): readonly string[] | undefined {
  if (kind === "parameter") return parameterOf(name, action);
  if (kind === "automation-definition") return parameterOf(name, action)?.map(automationDefinition);
  if (kind === "grant") return only(action.grants?.[name]);
  if (name === "arns") return target && target.arns.length > 0 ? target.arns : targetTypes[target?.resourceType ?? ""]?.arns;
  const text = target?.parameters[name];
  // What comes later may be a name or an ARN.
  return text === undefined || hasHole(text) ? undefined : only(text.startsWith("arn:") ? text.slice(text.lastIndexOf("/") + 1) : text);
}

function only(text: string | undefined): readonly string[] | undefined {
  return text === undefined ? undefined : [text];
}

function parameterOf(name: string, action: PlaceholderScope["action"]): readonly string[] | undefined {
  const [parameter = "", member] = name.split(".");
  const text = action.parameters[parameter];
  if (text === undefined) return undefined;
  return member === undefined ? listed(text) : memberOf(text, member);
}

/** Lists are joined by commas; an ARN may not be cut at one. */
function listed(text: string): readonly string[] {
  return text.startsWith("arn:") && !text.includes(",arn:") ? [text] : text.split(",");
}

function memberOf(text: string, member: string): readonly string[] | undefined {
  try {
    const value: unknown = (JSON.parse(text) as Record<string, unknown>)[member];
    const values = Array.isArray(value) ? value : value === undefined ? [] : [value];
    return values.length > 0 && values.every((item) => typeof item === "string") ? (values as string[]) : undefined;
  } catch {
    return undefined;
  }
}

function automationDefinition(arn: string): string {
  return hasHole(arn) || arn === "*" ? arn : `${arn.replace(/:document\//, ":automation-definition/")}:*`;
}
