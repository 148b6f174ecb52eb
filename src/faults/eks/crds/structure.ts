/** What Kubernetes calls a structural schema, as far as the definitions of chaos resources use it. */
export interface StructuralSchema {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, StructuralSchema>>;
  readonly required?: readonly string[];
  readonly items?: StructuralSchema;
  readonly additionalProperties?: StructuralSchema | boolean;
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly format?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly nullable?: boolean;
  readonly anyOf?: readonly StructuralSchema[];
  readonly oneOf?: readonly StructuralSchema[];
  readonly "x-kubernetes-preserve-unknown-fields"?: boolean;
  readonly "x-kubernetes-int-or-string"?: boolean;
}

/** One place where a value does not fit a schema. */
export interface Misfit {
  /** From the value down: keys and indices. */
  readonly path: readonly (string | number)[];
  readonly code: "wrong-type" | "missing" | "unknown-property" | "not-allowed" | "bad-pattern" | "out-of-range";
  readonly message: string;
  readonly given?: unknown;
  readonly allowed: string;
}

type Path = Misfit["path"];

const BOUNDS: Readonly<Record<string, readonly [number, number]>> = {
  int32: [-2_147_483_648, 2_147_483_647],
  int64: [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
};

/** Every place where a value does not fit, as the API server finds it; fields that nobody knows too, which it would drop in silence. */
export function misfits(schema: StructuralSchema, value: unknown, path: Path = []): readonly Misfit[] {
  if (value === null && schema.nullable) return [];
  const type = typeMisfit(schema, value, path);
  if (type) return [type];
  return [
    ...valueMisfits(schema, value, path),
    ...(Array.isArray(value) ? itemMisfits(schema, value, path) : []),
    ...(isRecord(value) ? memberMisfits(schema, value, path) : []),
    ...choiceMisfits(schema, value, path),
  ];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const IS: Readonly<Record<string, (value: unknown) => boolean>> = {
  object: isRecord,
  array: Array.isArray,
  string: (value) => typeof value === "string",
  boolean: (value) => typeof value === "boolean",
  number: (value) => typeof value === "number" && Number.isFinite(value),
  integer: (value) => Number.isInteger(value),
};

function typeMisfit(schema: StructuralSchema, value: unknown, path: Path): Misfit | undefined {
  const either = schema["x-kubernetes-int-or-string"];
  const type = either ? "integer or string" : schema.type;
  const fits = either ? Number.isInteger(value) || typeof value === "string" : !type || (IS[type]?.(value) ?? true);
  return fits ? undefined : { path, code: "wrong-type", message: "the value is of another type", given: value, allowed: type ?? "" };
}

function valueMisfits(schema: StructuralSchema, value: unknown, path: Path): readonly Misfit[] {
  const found: Misfit[] = [];
  const add = (code: Misfit["code"], message: string, allowed: string) => found.push({ path, code, message, given: value, allowed });
  if (schema.enum && !schema.enum.includes(value)) add("not-allowed", "the value is not one of those known", schema.enum.join(", "));
  if (typeof value === "string") {
    if (schema.pattern !== undefined && !new RegExp(schema.pattern).test(value))
      add("bad-pattern", "the text is not of the right form", schema.pattern);
    outside(value.length, schema.minLength, schema.maxLength, (allowed) =>
      add("out-of-range", "the text is too long or too short", allowed),
    );
  }
  if (typeof value === "number") {
    const [least, most] = BOUNDS[schema.format ?? ""] ?? [undefined, undefined];
    outside(value, schema.minimum ?? least, schema.maximum ?? most, (allowed) =>
      add("out-of-range", "the number is out of range", allowed),
    );
  }
  if (Array.isArray(value))
    outside(value.length, schema.minItems, schema.maxItems, (allowed) =>
      add("out-of-range", "the list has too many or too few items", allowed),
    );
  return found;
}

function outside(value: number, least: number | undefined, most: number | undefined, tell: (allowed: string) => void): void {
  if ((least !== undefined && value < least) || (most !== undefined && value > most))
    tell(most === undefined ? `at least ${least}` : `${least ?? "any"} to ${most}`);
}

function itemMisfits(schema: StructuralSchema, items: readonly unknown[], path: Path): readonly Misfit[] {
  const { items: each } = schema;
  return each ? items.flatMap((item, index) => misfits(each, item, [...path, index])) : [];
}

function memberMisfits(schema: StructuralSchema, value: Readonly<Record<string, unknown>>, path: Path): readonly Misfit[] {
  const { properties = {}, required = [], additionalProperties: more } = schema;
  // The API server takes a null away before it looks, where the field may not be null.
  const has = (key: string) => Object.hasOwn(value, key) && (value[key] !== null || properties[key]?.nullable === true);
  const missing = required
    .filter((key) => !has(key))
    .map((key): Misfit => ({ path: [...path, key], code: "missing", message: `"${key}" is missing`, allowed: required.join(", ") }));
  // An object without any description is free.
  const free = schema["x-kubernetes-preserve-unknown-fields"] || more === true || (!schema.properties && more === undefined);
  const members = Object.entries(value).flatMap(([key, item]): readonly Misfit[] => {
    const known = Object.hasOwn(properties, key) ? properties[key] : undefined;
    if (known) return has(key) ? misfits(known, item, [...path, key]) : [];
    if (typeof more === "object") return misfits(more, item, [...path, key]);
    if (free) return [];
    const allowed = Object.keys(properties).join(", ");
    return [{ path: [...path, key], code: "unknown-property", message: `there is no field "${key}"`, given: item, allowed }];
  });
  return [...missing, ...members];
}

function choiceMisfits(schema: StructuralSchema, value: unknown, path: Path): readonly Misfit[] {
  // The alternatives of a choice only restrict: what they do not name is named beside them.
  const fit = (choice: StructuralSchema) => misfits({ "x-kubernetes-preserve-unknown-fields": true, ...choice }, value, path).length === 0;
  const tell = (message: string): readonly Misfit[] => [
    { path, code: "not-allowed", message, given: value, allowed: "one of the alternatives" },
  ];
  if (schema.anyOf && !schema.anyOf.some(fit)) return tell("the value fits none of the alternatives");
  if (schema.oneOf && schema.oneOf.filter(fit).length !== 1) return tell("the value does not fit exactly one of the alternatives");
  return [];
}
