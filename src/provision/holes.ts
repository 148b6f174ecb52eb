import * as pulumi from "@pulumi/pulumi";
import { fillHoles, hasHole, holesIn, type Later } from "../words";

/** Puts back the outputs that a definition was written with, where the plan has holes for them. */
export interface Filler {
  /** The same value; each text with a hole becomes an Output, the rest stays as it is, so that previews show all that is known. */
  fill<T>(value: T): pulumi.Input<T>;
  /** The whole value once everything in it is known. */
  whole<T>(value: T): pulumi.Output<T>;
}

export function filler(laters: readonly Later<unknown>[]): Filler {
  const text = (value: string): pulumi.Input<string> => {
    const numbers = holesIn(value);
    return pulumi
      .all(numbers.map((number) => laters[number]))
      .apply((values) => fillHoles(value, Object.fromEntries(values.map((item, index) => [numbers[index], item]))));
  };
  const walk = (value: unknown): unknown => {
    if (typeof value === "string") return hasHole(value) ? text(value) : value;
    if (Array.isArray(value)) return value.map(walk);
    if (value !== null && typeof value === "object")
      return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, walk(item)]));
    return value;
  };
  return {
    fill: <T>(value: T) => walk(value) as pulumi.Input<T>,
    whole: <T>(value: T) => pulumi.all(laters.map((later) => pulumi.output(later))).apply((values) => fillHoles(value, { ...values })),
  };
}
