/** A value with how often it was seen. */
export type Weighted = readonly [value: number, count: number];

/** `[count, sum, min, max, opaque, coarse, pairs]`: plain JSON for a snapshot. */
export type StatisticsJson = readonly [number, number, number, number, 0 | 1, 0 | 1, readonly Weighted[]];

/** Up to this many different values are kept exactly; beyond, values fall into bins that are 2 % wide. */
const exactValues = 256;
const growth = Math.log(1.02);

/** The middle of the bin that holds this value: at most 1 % away from it. Zero stays zero, the sign stays. */
function binned(value: number): number {
  if (value === 0) return 0;
  const size = Math.exp(Math.round(Math.log(Math.abs(value)) / growth) * growth);
  return value < 0 ? -size : size;
}

/**
 * What is known of a metric in a stretch of time: the statistic set, and the values themselves for percentiles. Merging
 * is exact for the set, and for percentiles as long as no more than 256 different values meet; then percentiles are
 * at most 1 % off. Memory is bounded by the number of bins (about 2,800 over 24 decades).
 */
export class Statistics {
  count = 0;
  sum = 0;
  min = Number.POSITIVE_INFINITY;
  max = Number.NEGATIVE_INFINITY;
  /** A statistic set was published whose values are not known, so percentiles cannot be told. */
  opaque = false;
  /** Absent while all values are equal: then `min` and `count` say everything. */
  private values: Map<number, number> | undefined;
  private coarse = false;

  /** About how many numbers are kept, for bounding memory. */
  get weight(): number {
    return 4 + (this.values?.size ?? 0);
  }

  add(value: number, count = 1): void {
    if (count <= 0) return;
    this.see(value, count);
    this.widen(count, value * count, value, value);
  }

  /** Adds a published statistic set. One sample, or samples that are all equal, are values like any other. */
  addSet(count: number, sum: number, min: number, max: number): void {
    if (count <= 0) return;
    if (min === max) this.see(min, count);
    else this.opaque = true;
    this.widen(count, sum, min, max);
  }

  merge(other: Statistics): void {
    if (other.count === 0) return;
    if (other.opaque) this.opaque = true;
    if (other.coarse && !this.coarse) this.coarsen();
    if (other.values) this.values ??= new Map(this.pairs());
    for (const [value, count] of other.pairs()) this.see(value, count);
    this.widen(other.count, other.sum, other.min, other.max);
  }

  /** Every value with its count, in ascending order; undefined where values are not known. */
  sorted(): readonly Weighted[] | undefined {
    if (this.opaque) return undefined;
    return [...this.pairs()].sort(([a], [b]) => a - b);
  }

  toJSON(): StatisticsJson {
    return [this.count, this.sum, this.min, this.max, this.opaque ? 1 : 0, this.coarse ? 1 : 0, this.values ? [...this.values] : []];
  }

  static from([count, sum, min, max, opaque, coarse, pairs]: StatisticsJson): Statistics {
    const made = new Statistics();
    Object.assign(made, { count, sum, min, max, opaque: opaque === 1, coarse: coarse === 1 });
    if (pairs.length > 0) made.values = new Map(pairs);
    return made;
  }

  private widen(count: number, sum: number, min: number, max: number): void {
    this.count += count;
    this.sum += sum;
    if (min < this.min) this.min = min;
    if (max > this.max) this.max = max;
  }

  private *pairs(): Generator<Weighted> {
    if (this.values) yield* this.values;
    else if (this.count > 0 && this.min === this.max) yield [this.min, this.count];
  }

  /** Notes a value before the set is widened. */
  private see(exact: number, count: number): void {
    const value = this.coarse ? binned(exact) : exact;
    if (!this.values) {
      if (this.count === 0 || (!this.opaque && this.min === value && this.max === value)) {
        if (value === exact) return;
      }
      this.values = new Map(this.pairs());
    }
    this.values.set(value, (this.values.get(value) ?? 0) + count);
    if (!this.coarse && this.values.size > exactValues) this.coarsen();
  }

  private coarsen(): void {
    this.coarse = true;
    const before = [...this.pairs()];
    if (before.length === 0) return;
    this.values = new Map();
    for (const [value, count] of before) {
      const bin = binned(value);
      this.values.set(bin, (this.values.get(bin) ?? 0) + count);
    }
  }
}
