import type { Cancel, Clock } from "../../kernel/clock";
import { flooredMs, realMs } from "../deps";
import { LIMITS } from "../limits";
import type { Sky } from "../net/sky";
import type { Target, TargetGroup } from "./group";
import type { BalancerNode } from "./node";
import { newOpinion, reconsider } from "./opinion";
import { probe } from "./probe";

/** A node that checks a target of a group. */
export interface Pair {
  readonly node: BalancerNode;
  readonly group: TargetGroup;
  readonly target: Target;
}

/** Keeps one loop of health checks going for every pair that should be checked, and none for the others. */
export class HealthChecks {
  private readonly loops = new Map<string, { pair: Pair; stop: Cancel }>();

  constructor(
    private readonly clock: Clock,
    private readonly sky: Sky,
    private readonly random: () => number,
    private readonly changed: (pair: Pair) => void,
  ) {}

  reconcile(wanted: ReadonlyMap<string, Pair>): void {
    for (const [key, loop] of this.loops) {
      const pair = wanted.get(key);
      if (pair?.target === loop.pair.target && pair.node === loop.pair.node) continue;
      loop.stop();
      this.loops.delete(key);
      loop.pair.node.forget(loop.pair.group, loop.pair.target);
    }
    for (const [key, pair] of wanted) if (!this.loops.has(key)) this.loops.set(key, { pair, stop: this.loop(pair) });
  }

  stop(): void {
    this.reconcile(new Map());
  }

  private loop(pair: Pair): Cancel {
    const { node, group, target } = pair;
    let stopped = false;
    let cancel: Cancel = () => {};
    node.think(group, target, newOpinion);
    const check = (first: boolean) => {
      const { path, matcher, timeoutMs, intervalMs } = group.spec.healthCheck;
      const startedAt = performance.now();
      const asked = probe(
        this.sky,
        node.station,
        group.destination(target),
        path,
        matcher,
        realMs(this.clock, timeoutMs, LIMITS.healthCheckTimeoutFloorMs),
      );
      cancel = asked.cancel;
      void asked.finding.then((found) => {
        if (stopped) return;
        const before = node.opinion(group, target);
        const after = reconsider(before, found, group.spec.healthCheck);
        node.think(group, target, after);
        if (before.state !== after.state || before.reason !== after.reason) this.changed(pair);
        // After the first one the loops are spread over the interval, so that targets that came together are not asked together.
        const interval = flooredMs(this.clock, intervalMs, LIMITS.healthCheckIntervalFloorMs) * (first ? this.random() : 1);
        cancel = this.clock.after(interval - (performance.now() - startedAt) * this.clock.speed, () => check(false));
      });
    };
    cancel = this.clock.after(0, () => check(true));
    return () => {
      stopped = true;
      cancel();
    };
  }
}
