import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Plan } from "../../src/experiment";

/** AWS's own model of the API, kept outside of this repository. */
const MODEL = join(__dirname, "..", "..", "..", "shared", "aws-model", "fis.json");
export const present = existsSync(MODEL);

interface Shape {
  readonly type: string;
  readonly required?: readonly string[];
  readonly members?: Readonly<Record<string, { readonly shape: string }>>;
  readonly member?: { readonly shape: string };
  readonly key?: { readonly shape: string };
  readonly value?: { readonly shape: string };
  readonly min?: number;
  readonly max?: number;
  readonly pattern?: string;
  readonly enum?: readonly string[];
}

const shapes: Readonly<Record<string, Shape>> = present ? JSON.parse(readFileSync(MODEL, "utf8")).shapes : {};

/** Everything in a value that the model's constraints do not allow. */
export function violations(name: string, value: unknown, path = name): readonly string[] {
  const shape = shapes[name];
  if (!shape) throw new Error(`the model has no ${name}`);
  const size = typeof value === "number" ? value : typeof value === "string" ? value.length : Object.keys(value ?? {}).length;
  const bounds =
    size < (shape.min ?? Number.NEGATIVE_INFINITY) || size > (shape.max ?? Number.POSITIVE_INFINITY)
      ? [`${path} has the size ${size}`]
      : [];
  return [...bounds, ...(VISIT[shape.type]?.(shape, value, path) ?? [])];
}

const VISIT: Readonly<Record<string, (shape: Shape, value: unknown, path: string) => readonly string[]>> = {
  string: (shape, value, path) => {
    if (typeof value !== "string") return [`${path} is no string`];
    if (shape.enum && !shape.enum.includes(value)) return [`${path} is ${value}`];
    const { pattern } = shape;
    return pattern !== undefined && !new RegExp(pattern, "u").test(value) ? [`${path} does not match ${pattern}: ${value}`] : [];
  },
  integer: (_, value, path) => (Number.isInteger(value) ? [] : [`${path} is no integer`]),
  list: ({ member }, value, path) =>
    Array.isArray(value) && member
      ? value.flatMap((item, index) => violations(member.shape, item, `${path}[${index}]`))
      : [`${path} is no list`],
  map: ({ key, value: each }, value, path) =>
    Object.entries(value as object).flatMap(([name, item]) => [
      ...violations(key?.shape ?? "", name, `${path} key`),
      ...violations(each?.shape ?? "", item, `${path}.${name}`),
    ]),
  structure: ({ members = {}, required = [] }, value, path) => [
    ...required.filter((name) => !Object.hasOwn(value as object, name)).map((name) => `${path}.${name} is missing`),
    ...Object.entries(value as object).flatMap(([name, item]) => {
      const member = members[name];
      return member ? violations(member.shape, item, `${path}.${name}`) : [`${path}.${name} is unknown`];
    }),
  ],
};

/** A Plan as CreateExperimentTemplate takes it. */
export function templateOf(plan: Plan): unknown {
  const filled = (record: object) => (Object.keys(record).length > 0 ? record : undefined);
  const without = (record: object) => Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined));
  return {
    clientToken: "token",
    description: plan.hypothesis,
    roleArn: "arn:aws:iam::123456789012:role/experiment",
    stopConditions: [{ source: "aws:cloudwatch:alarm", value: "arn:aws:cloudwatch:us-east-1:123456789012:alarm:heartbeat" }],
    experimentOptions: { accountTargeting: "single-account", emptyTargetResolutionMode: plan.emptyTargets },
    actions: Object.fromEntries(
      plan.actions.map(({ name, actionId, description, parameters, targets, after }) => [
        name,
        without({
          actionId,
          description,
          parameters: filled(parameters),
          targets: filled(targets),
          startAfter: after.length > 0 ? after : undefined,
        }),
      ]),
    ),
    targets: Object.fromEntries(
      plan.targets.map(({ name, resourceType, selectionMode, arns, tags, filters, parameters }) => [
        name,
        without({
          resourceType,
          selectionMode,
          resourceArns: arns.length > 0 ? arns : undefined,
          resourceTags: filled(tags),
          filters: filters.length > 0 ? filters : undefined,
          parameters: filled(parameters),
        }),
      ]),
    ),
  };
}
