import type { ThresholdPlan } from "../experiment";

const COMPARE: Readonly<Record<ThresholdPlan["operator"], (value: number, bound: number) => boolean>> = {
  below: (value, bound) => value < bound,
  atMost: (value, bound) => value <= bound,
  above: (value, bound) => value > bound,
  atLeast: (value, bound) => value >= bound,
};

/** Whether a value is what the threshold asks for. A value that is not a number never is. */
export function meets(threshold: ThresholdPlan, value: number): boolean {
  return COMPARE[threshold.operator](value, threshold.value);
}

/** Which of two values is further from meeting the threshold. */
export function worseOf(threshold: ThresholdPlan, a: number, b: number): number {
  const highIsBad = threshold.operator === "below" || threshold.operator === "atMost";
  return highIsBad === a > b ? a : b;
}
