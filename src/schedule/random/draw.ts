import { hashOf } from "../../words";

/** A number from 0 up to, not including, 1 that depends on nothing but these texts: a draw that can be repeated, in any order. */
export function drawOf(...of: readonly (string | number)[]): number {
  return Number.parseInt(hashOf(of).slice(0, 12), 16) / 2 ** 48;
}
