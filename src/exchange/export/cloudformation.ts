import { isRecord } from "../document";
import { TEMPLATE, TYPE } from "../formats/cloudformation";
import type { Shape } from "../formats/renamed";

/** Templates in FIS's words as one template of CloudFormation, each a resource of its own. */
export function cloudFormationOf(templates: readonly { readonly name: string; readonly request: object }[]): object {
  const resources: Record<string, object> = {};
  for (const { name, request } of templates) {
    const base = logicalId(name);
    let id = base;
    for (let count = 2; Object.hasOwn(resources, id); count++) id = `${base}${count}`;
    resources[id] = { Type: TYPE, Properties: named(request, TEMPLATE) };
  }
  return { AWSTemplateFormatVersion: "2010-09-09", Resources: resources };
}

/** CloudFormation takes letters and digits. */
function logicalId(name: string): string {
  const words = name.split(/[^A-Za-z0-9]+/).filter((word) => word !== "");
  return words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("") || "Template";
}

/** The way back of `renamed`: FIS's names become CloudFormation's; the first of two names for one member is the one that is documented. */
function named(value: unknown, shape: Shape | undefined): unknown {
  if (Array.isArray(value)) return value.map((item) => named(item, shape?.each));
  if (!isRecord(value) || !shape) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => {
      const rule = Object.entries(shape.members ?? {}).find(([, { name }]) => name === key);
      return rule ? [rule[0], named(member, rule[1].shape)] : [key, named(member, shape.each)];
    }),
  );
}
