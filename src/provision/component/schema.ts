/** A type as `component/schema.json` says it. https://www.pulumi.com/docs/iac/extending-pulumi/schema/ */
export interface Spec {
  readonly type?: string;
  readonly $ref?: string;
  readonly items?: Spec;
  readonly additionalProperties?: Spec;
  /** Must be known while the program runs. */
  readonly plain?: boolean;
}

export interface ObjectSpec {
  readonly properties: Readonly<Record<string, Spec>>;
  readonly required?: readonly string[];
}

export interface ResourceSpec {
  readonly inputProperties: Readonly<Record<string, Spec>>;
  readonly requiredInputs: readonly string[];
}

export interface Schema {
  readonly types: Readonly<Record<string, ObjectSpec>>;
  readonly resources: Readonly<Record<string, ResourceSpec>>;
}

const TYPES = "#/types/";

/** The object that a type refers to; `undefined` for what is no object with members of its own. */
export function referredTo({ types }: Schema, { $ref }: Spec): ObjectSpec | undefined {
  return $ref?.startsWith(TYPES) ? types[$ref.slice(TYPES.length)] : undefined;
}

/** What is handed on as it is, whatever it holds. */
export function isDocument({ $ref }: Spec): boolean {
  return $ref === "pulumi.json#/Any";
}

/** What a component takes, as an object. */
export function inputsOf({ resources }: Schema, type: string): ObjectSpec | undefined {
  const resource = resources[type];
  return resource && { properties: resource.inputProperties, required: resource.requiredInputs };
}

/** In words, for people who write in any language. */
export function saidOf(schema: Schema, spec: Spec): string {
  if (spec.items) return `a list of ${saidOf(schema, spec.items)}`;
  if (spec.additionalProperties) return `a map from names to ${saidOf(schema, spec.additionalProperties)}`;
  const object = referredTo(schema, spec);
  if (object) return `an object with ${Object.keys(object.properties).join(", ")}`;
  return { string: "text", number: "a number", integer: "a whole number", boolean: "true or false" }[spec.type ?? ""] ?? "a document";
}
