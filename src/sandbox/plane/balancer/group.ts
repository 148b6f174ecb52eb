import type { Cancel } from "../../kernel/clock";
import type { Destination } from "../net/flow";
import type { Place, TargetGroupSpec } from "../types";

/** A machine behind a target group. Drains for the deregistration delay after it was taken out. */
export interface Target {
  readonly machineId: string;
  readonly port: number;
  /** Where it was seen last: packets for it go there even when it is no more. */
  place: Place | "internet";
  /** Requests it works on for this group. */
  inFlight: number;
  draining: boolean;
}

export interface GroupDeps {
  locate(machineId: string, port: number, lastPlace: Place | "internet"): Destination;
  after(sandboxMs: number, run: () => void): Cancel;
  /** Targets came or went, or one drained out. */
  changed(group: TargetGroup): void;
}

/** A target group: who is in it, and who is on the way out. */
export class TargetGroup {
  readonly targets = new Map<string, Target>();
  private readonly drains = new Map<string, Cancel>();

  constructor(
    public spec: TargetGroupSpec,
    private readonly deps: GroupDeps,
  ) {
    this.put(spec);
  }

  put(spec: TargetGroupSpec): void {
    this.spec = spec;
    const wanted = new Set(spec.targets.map(keyOf));
    for (const { machineId, port } of spec.targets) {
      const key = keyOf({ machineId, port });
      const known = this.targets.get(key);
      if (known && !known.draining) continue;
      this.drains.get(key)?.();
      this.drains.delete(key);
      this.targets.set(key, { machineId, port, place: "internet", inFlight: 0, draining: false });
    }
    for (const [key, target] of this.targets) {
      if (wanted.has(key) || target.draining) continue;
      target.draining = true;
      this.drains.set(
        key,
        this.deps.after(spec.deregistrationDelayMs, () => {
          this.drains.delete(key);
          this.targets.delete(key);
          this.deps.changed(this);
        }),
      );
    }
  }

  destination(target: Target): Destination {
    const destination = this.deps.locate(target.machineId, target.port, target.place);
    target.place = destination.station.place;
    return destination;
  }

  close(): void {
    for (const cancel of this.drains.values()) cancel();
    this.drains.clear();
    this.targets.clear();
  }
}

export const keyOf = (target: { readonly machineId: string; readonly port: number }): string => `${target.machineId}:${target.port}`;
