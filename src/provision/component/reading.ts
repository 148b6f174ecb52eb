import * as pulumi from "@pulumi/pulumi";
import type { Problem } from "../../words";
import { opened } from "./opened";
import { isDocument, type ObjectSpec, referredTo, type Schema, type Spec, saidOf } from "./schema";

/** Where a value stands and what it was taken out of. */
interface Place {
  readonly path: string;
  /** The value as an Output, where it came in one: its dependencies and its secrecy. */
  readonly from?: pulumi.Output<unknown>;
  /** The value itself was an Output, not only something around it. */
  readonly itself?: boolean;
}

/** What stands for something that was refused: nothing is said twice of it. */
const REFUSED = undefined;

/**
 * Reads what a program in another language gives to a component, by the component's schema. All containers are opened, so that their members can be
 * named one by one; text stays an Output where the schema lets it be one. Maps come over the wire in any order: their members are put in order here, or a
 * second `pulumi up` would find differences that are none.
 */
export class Reading {
  readonly problems: Problem[] = [];

  constructor(
    private readonly schema: Schema,
    /** Whether what has another shape is refused here. Else it is handed on as it is, to a check that says it in its own words. */
    private readonly strict: boolean,
  ) {}

  object(given: Readonly<Record<string, unknown>>, object: ObjectSpec): Promise<Record<string, unknown>> {
    return this.members(given, object, { path: "" });
  }

  private async value(given: unknown, spec: Spec, place: Place): Promise<unknown> {
    if (isDocument(spec)) return given;
    if (pulumi.Output.isInstance(given)) {
      const { value, mere } = await opened(given);
      const { from } = place;
      return this.value(value, spec, {
        path: place.path,
        ...(mere ? {} : { from: from ? from.apply(() => given) : given, itself: true }),
      });
    }
    if (pulumi.isUnknown(given)) return this.unknown(spec, place);
    const object = referredTo(this.schema, spec);
    if (object) return isObject(given) ? this.members(given, object, place) : this.misfit(given, spec, place);
    if (spec.items) return this.list(given, spec, spec.items, place);
    if (spec.additionalProperties) return this.map(given, spec, spec.additionalProperties, place);
    return this.leaf(given, spec, place);
  }

  private async members(given: Readonly<Record<string, unknown>>, { properties, required = [] }: ObjectSpec, place: Place) {
    const strangers = Object.keys(given).filter((key) => !Object.hasOwn(properties, key) && isGiven(given[key]));
    const read: Record<string, unknown> = {};
    for (const [key, spec] of Object.entries(properties)) {
      const path = join(place.path, key);
      if (isGiven(given[key])) read[key] = await this.value(given[key], spec, memberPlace(place, key, path));
      else if (this.strict && required.includes(key)) this.missing(spec, path);
    }
    if (!this.strict) for (const key of strangers) read[key] = given[key];
    else for (const key of strangers) this.stranger(key, Object.keys(properties), place.path);
    return without(read);
  }

  private async list(given: unknown, spec: Spec, item: Spec, place: Place): Promise<unknown> {
    if (!Array.isArray(given)) return this.misfit(given, spec, place);
    const read: unknown[] = [];
    for (const [index, one] of given.entries()) {
      read.push(await this.value(one, item, memberPlace(place, index, `${place.path}[${index}]`)));
    }
    return read;
  }

  private async map(given: unknown, spec: Spec, each: Spec, place: Place): Promise<unknown> {
    if (!isObject(given)) return this.misfit(given, spec, place);
    const read: Record<string, unknown> = {};
    for (const key of Object.keys(given).sort()) {
      read[key] = await this.value(given[key], each, memberPlace(place, key, join(place.path, key)));
    }
    return without(read);
  }

  private async leaf(given: unknown, spec: Spec, place: Place): Promise<unknown> {
    if (!fits(given, spec)) return this.misfit(given, spec, place);
    if (!spec.plain) return place.from && typeof given === "string" ? place.from : given;
    if (!(place.itself && place.from && (await opened(place.from)).secret)) return given;
    this.problems.push({
      code: "cannot-be-secret",
      path: place.path,
      message: "this cannot be a secret: it is written where anybody who sees the schedules or the bucket can read it",
      remedy: "Give it as it is. What can be secret are endpoints of subscribers, alarm actions and the key.",
    });
    return REFUSED;
  }

  private unknown(spec: Spec, { path, from }: Place): unknown {
    // Only text can stay open: a list or a map has members that must be named.
    if (!spec.plain && spec.type === "string") return from ?? pulumi.output(pulumi.unknown);
    this.problems.push({
      code: "known-too-late",
      path,
      message: "this is known only after something else was made, and a preview must know it",
      allowed: saidOf(this.schema, spec),
      remedy:
        "Write it in the program or its configuration; a text within it may come from another resource where the schema says that it is an input.",
    });
    return REFUSED;
  }

  private misfit(given: unknown, spec: Spec, { path, from }: Place): unknown {
    if (!this.strict) return from ?? given;
    this.problems.push({
      code: "wrong-type",
      path,
      message: "this is not what stands here",
      // A secret that was put into the wrong place is still one.
      ...(from ? {} : { given }),
      allowed: saidOf(this.schema, spec),
      remedy: "Write it as the schema says.",
    });
    return REFUSED;
  }

  private missing(spec: Spec, path: string): void {
    this.problems.push({ code: "missing", path, message: "this must be given", allowed: saidOf(this.schema, spec), remedy: "Give it." });
  }

  private stranger(key: string, known: readonly string[], path: string): void {
    this.problems.push({
      code: "unknown-member",
      path: join(path, key),
      message: "there is no such member",
      allowed: known.join(", "),
      remedy: "Remove it, or correct its name.",
    });
  }
}

function memberPlace({ from }: Place, key: string | number, path: string): Place {
  if (!from) return { path };
  return { path, from: from.apply((whole) => (whole as Record<string | number, unknown> | undefined)?.[key]) };
}

function fits(given: unknown, { type }: Spec): boolean {
  return type === "integer" ? Number.isInteger(given) : typeof given === type;
}

/** Languages write what is left out as null. */
function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !pulumi.Resource.isInstance(value);
}

function without(read: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(read).filter(([, value]) => value !== REFUSED));
}

function join(path: string, key: string): string {
  return path === "" ? key : `${path}.${key}`;
}
