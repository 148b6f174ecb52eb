import * as pulumi from "@pulumi/pulumi";
import { fillHoles, fillLocality, hasHole, hasLocality, holesIn, type Later, type Locality } from "../words";

/** Puts back what a plan leaves open: the outputs that its definition was written with, and where it is made. */
export interface Filler {
  /** The same value; each text with something open becomes an Output, the rest stays as it is, so that previews show all that is known. */
  fill<T>(value: T): pulumi.Input<T>;
  /** The same, where partition, Region and account may be open too. */
  place<T>(value: T): pulumi.Input<T>;
}

/**
 * @param laters the outputs, in the order of their holes
 * @param checked settles when the whole definition is known and was found right; nothing with a hole is made before
 */
export function filler(laters: readonly Later<unknown>[], locality: pulumi.Output<Locality>, checked: pulumi.Output<unknown>): Filler {
  // A preview makes nothing: there each text is shown as soon as its own outputs are known.
  const gate = pulumi.runtime.isDryRun() ? undefined : checked;
  const holes = (value: string): pulumi.Input<string> => {
    if (!hasHole(value)) return value;
    const numbers = holesIn(value);
    return pulumi
      .all([pulumi.all(numbers.map((number) => laters[number])), gate])
      .apply(([values]) => fillHoles(value, Object.fromEntries(values.map((item, index) => [numbers[index], item]))));
  };
  const places = (value: string): pulumi.Input<string> =>
    hasHole(value) || hasLocality(value) ? pulumi.all([holes(value), locality]).apply(([text, where]) => fillLocality(text, where)) : value;
  return {
    fill: <T>(value: T) => walk(value, holes) as pulumi.Input<T>,
    place: <T>(value: T) => walk(value, places) as pulumi.Input<T>,
  };
}

/** A definition once everything in it is known. */
export function whole<T>(value: T, laters: readonly Later<unknown>[]): pulumi.Output<T> {
  return pulumi.all(laters.map((later) => pulumi.output(later))).apply((values) => fillHoles(value, { ...values }));
}

function walk(value: unknown, text: (value: string) => pulumi.Input<string>): unknown {
  if (typeof value === "string") return text(value);
  if (Array.isArray(value)) return value.map((item) => walk(item, text));
  if (value !== null && typeof value === "object")
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, walk(item, text)]));
  return value;
}
