/** The order in which CloudWatch prefers units where a metric has several and the request names none. */
const ORDER = [
  ...["Megabits", "Terabits", "Gigabits", "Count", "Bytes", "Gigabytes", "Gigabytes/Second", "Kilobytes", "Kilobits/Second"],
  ...["Terabytes", "Terabits/Second", "Bytes/Second", "Percent", "Megabytes", "Megabits/Second", "Milliseconds", "Microseconds"],
  ...["Kilobytes/Second", "Gigabits/Second", "Megabytes/Second", "Bits", "Bits/Second", "Count/Second", "Seconds", "Kilobits"],
  ...["Terabytes/Second", "None"],
];

const RANKS: ReadonlyMap<string, number> = new Map(ORDER.map((unit, rank) => [unit, rank]));

/** The lower, the sooner a unit is chosen. */
export const rankOf = (unit: string): number => RANKS.get(unit) ?? ORDER.length;
