import type { Clock } from "../kernel/clock";
import type { Measurement } from "../kernel/cloud";
import { LIMITS } from "./limits";

/** One number with its name: values are added as they are seen and handed over in batches. */
export interface Series {
  add(...values: readonly number[]): void;
}

type Name = Pick<Measurement, "scope" | "namespace" | "name" | "dimensions" | "unit">;

/** Gathers what is measured, so that CloudWatch is told at most every 100 real milliseconds per number. */
export class Meter {
  private pending: { name: Name; values: number[] }[] = [];
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly clock: Clock,
    private readonly measure: (measurement: Measurement) => void,
  ) {}

  series(name: Name): Series {
    let batch: { name: Name; values: number[] } | undefined;
    let from: unknown;
    return {
      add: (...values) => {
        if (batch === undefined || from !== this.pending) {
          batch = { name, values: [] };
          this.pending.push(batch);
          from = this.pending;
          this.timer ??= setTimeout(() => this.flush(), LIMITS.measureEveryMs);
        }
        batch.values.push(...values);
      },
    };
  }

  flush(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    const { pending } = this;
    this.pending = [];
    const at = this.clock.now();
    for (const { name, values } of pending) this.measure({ ...name, values, at });
  }

  stop(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.pending = [];
  }
}
