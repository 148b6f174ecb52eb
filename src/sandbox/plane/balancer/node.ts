import type { Sky, Station } from "../net/sky";
import type { Place } from "../types";
import { TargetAgent } from "./agent";
import { keyOf, type Target, type TargetGroup } from "./group";
import { newOpinion, type Opinion } from "./opinion";

/** A load balancer's node in one zone: its own view of the targets, its own connections, cut off or not. */
export class BalancerNode {
  readonly station: Station;
  /** No packet from the internet reaches it. */
  cut = false;
  /** Callers find it by the load balancer's name. */
  inDns = true;
  private readonly opinions = new Map<string, Opinion>();
  private readonly agents = new Map<string, TargetAgent>();
  private readonly turns = new Map<string, number>();
  private waiting: (() => void)[] = [];

  constructor(
    readonly place: Place,
    private readonly sky: Sky,
  ) {
    this.station = { place, machineId: undefined };
  }

  get zone(): string {
    return this.place.zone;
  }

  opinion(group: TargetGroup, target: Target): Opinion {
    return this.opinions.get(`${group.spec.arn} ${keyOf(target)}`) ?? newOpinion;
  }

  think(group: TargetGroup, target: Target, opinion: Opinion): void {
    this.opinions.set(`${group.spec.arn} ${keyOf(target)}`, opinion);
  }

  /** Forgets what it thinks of a target that it no longer checks; requests on their way go on. */
  forget(group: TargetGroup, target: Target): void {
    this.opinions.delete(`${group.spec.arn} ${keyOf(target)}`);
  }

  /** Closes its connections to targets that are in no group of its load balancer any more, not even draining. */
  disconnectOthers(groups: readonly TargetGroup[]): void {
    const known = new Set(groups.flatMap((group) => [...group.targets.keys()].map((key) => `${group.spec.arn} ${key}`)));
    for (const [key, agent] of this.agents) {
      if (known.has(key)) continue;
      agent.destroy();
      this.agents.delete(key);
    }
  }

  /** The next healthy target in turn; where none is healthy, any: an Application Load Balancer fails open. */
  pick(group: TargetGroup, candidates: readonly Target[]): Target | undefined {
    const healthy = candidates.filter((target) => this.opinion(group, target).state === "healthy");
    const from = healthy.length > 0 ? healthy : candidates;
    // Nodes begin at different targets, so that the first one is not everybody's first.
    const turn = this.turns.get(group.spec.arn) ?? Math.floor(this.sky.air.random() * 1_000);
    this.turns.set(group.spec.arn, turn + 1);
    return from[turn % Math.max(1, from.length)];
  }

  agent(group: TargetGroup, target: Target): TargetAgent {
    const key = `${group.spec.arn} ${keyOf(target)}`;
    let agent = this.agents.get(key);
    if (!agent) {
      agent = new TargetAgent(this.sky, this.station, () => group.destination(target));
      this.agents.set(key, agent);
    }
    return agent;
  }

  setCut(cut: boolean): void {
    this.cut = cut;
    if (cut) return;
    const { waiting } = this;
    this.waiting = [];
    for (const go of waiting) go();
  }

  /** Runs at once, or when packets pass again. */
  whenPassable(run: () => void): void {
    if (this.cut) this.waiting.push(run);
    else run();
  }

  close(): void {
    for (const agent of this.agents.values()) agent.destroy();
    this.waiting = [];
  }
}
