import { end, stamp } from "./activities";
import { type Observation, unhealthyBecause } from "./health";
import { launch, launchCause, templateVersion } from "./launching";
import { beginTermination, continueLeaving } from "./leaving";
import { observe } from "./observe";
import { planGroup } from "./plan";
import type { GroupRecord } from "./records";
import type { Store } from "./store";
import { reconcileTargets } from "./targets";
import { AUTOSCALING_TIMINGS } from "./timings";

/**
 * Keeps every group at its desired capacity with healthy members, evenly over its zones. It looks at a group at fixed times
 * and whenever something about it changes; one look at a group at a time.
 */
export class Keeper {
  private readonly looking = new Map<string, { again: boolean }>();
  private cancel: (() => void)[] = [];
  private running = false;

  constructor(private readonly store: Store) {
    const { bus } = store.cloud;
    bus.on("instance-state-changed", ({ scope, instanceId }) => {
      const found = this.store.groupOf(scope, instanceId);
      if (found) this.look(scope, found.group.name);
    });
    bus.on("target-health-changed", ({ scope, targetGroupArn }) => {
      for (const group of this.store.groups(scope).values())
        if (group.targetGroupArns.includes(targetGroupArn)) this.look(scope, group.name);
    });
  }

  start(): void {
    this.running = true;
    this.cancel = [this.store.cloud.clock.every(AUTOSCALING_TIMINGS.checkMs, () => this.lookAtAll())];
    this.lookAtAll();
  }

  stop(): void {
    this.running = false;
    for (const cancel of this.cancel) cancel();
  }

  private lookAtAll(): void {
    for (const { scope, id } of this.store.allGroups.everywhere()) this.look(scope, id);
  }

  /** Looks at a group soon; while a look is under way another one follows it. */
  look(scope: string, name: string): void {
    if (!this.running) return;
    const key = `${scope}/${name}`;
    const current = this.looking.get(key);
    if (current) {
      current.again = true;
      return;
    }
    const state = { again: false };
    this.looking.set(key, state);
    void (async () => {
      do {
        state.again = false;
        try {
          await this.pass(scope, name);
        } catch (error) {
          if (this.running) this.store.cloud.log("Auto Scaling could not look after a group", { group: name, reason: String(error) });
        }
      } while (state.again && this.running);
      this.looking.delete(key);
    })();
  }

  private async pass(scope: string, name: string): Promise<void> {
    const group = this.store.groups(scope).get(name);
    if (!group) return;
    const seen = await observe(this.store.cloud, scope, group);
    if (!this.running) return;
    this.takeIn(scope, name, seen);
    this.judge(scope, name, seen);
    await this.settleMembers(scope, name, seen);
    if (this.finishDeletion(scope, name)) return;
    await this.bringToDesired(scope, name);
  }

  /** What EC2 runs by now is in service. */
  private takeIn(scope: string, name: string, seen: ReadonlyMap<string, Observation>): void {
    for (const member of this.store.groups(scope).get(name)?.members ?? []) {
      if (member.state !== "Pending" || seen.get(member.id)?.state !== "running") continue;
      this.store.changeMember(scope, name, member.id, {
        state: "InService",
        inServiceAt: this.store.cloud.clock.now(),
        rebalancing: false,
        activityId: undefined,
      });
      end(this.store, scope, member.activityId, "Successful");
    }
  }

  /** Marks what is unhealthy, and begins to replace it. */
  private judge(scope: string, name: string, seen: ReadonlyMap<string, Observation>): void {
    const group = this.store.groups(scope).get(name);
    if (!group) return;
    const now = this.store.cloud.clock.now();
    const suspended = (process: string) => process in group.suspended;
    for (const member of group.members) {
      if (member.state !== "Pending" && member.state !== "InService") continue;
      const observed = seen.get(member.id);
      // Joined after the look began.
      if (!observed) continue;
      const because = member.unhealthyBecause ?? (suspended("HealthCheck") ? undefined : unhealthyBecause(member, observed, group, now));
      if (!because) continue;
      if (member.healthy) this.store.changeMember(scope, name, member.id, { healthy: false, unhealthyBecause: because });
      const gone = observed.state === undefined || observed.state === "terminated";
      if ((suspended("ReplaceUnhealthy") || suspended("Terminate")) && !gone) continue;
      const cause = `At ${stamp(now)} an instance was taken out of service in response to ${because}.`;
      beginTermination(this.store, scope, group, { ...member, healthy: false }, cause);
    }
  }

  private async settleMembers(scope: string, name: string, seen: ReadonlyMap<string, Observation>): Promise<void> {
    for (const { id } of this.store.groups(scope).get(name)?.members ?? []) {
      const group = this.store.groups(scope).get(name);
      const member = group?.members.find((one) => one.id === id);
      if (!group || !member) continue;
      if (member.state === "Terminating")
        await continueLeaving(this.store, scope, name, id, seen.get(id) ?? { state: "running", impaired: false, targets: [] });
      else if (!("AddToLoadBalancer" in group.suspended)) await reconcileTargets(this.store, scope, group, member);
    }
  }

  private finishDeletion(scope: string, name: string): boolean {
    const group = this.store.groups(scope).get(name);
    if (!group?.deleting) return !group;
    const cause = `At ${stamp(this.store.cloud.clock.now())} a user request force deleted AutoScalingGroup.`;
    for (const member of group.members) if (member.state !== "Terminating") beginTermination(this.store, scope, group, member, cause);
    if (group.members.length === 0) this.store.groups(scope).delete(name);
    else if (group.members.some((one) => one.state !== "Terminating")) this.look(scope, name);
    return true;
  }

  private async bringToDesired(scope: string, name: string): Promise<void> {
    // A zone that refuses a launch is left out and the plan made again, until nothing more can be done.
    for (let round = 0; this.running; round++) {
      const group = this.store.groups(scope).get(name);
      if (!group || round > group.subnets.length) return;
      const step = await this.plan(scope, group);
      const now = this.store.cloud.clock.now();
      this.terminateSurplus(scope, group, step.terminate, now);
      const wanted = step.rebalance ? [step.rebalance] : step.launch;
      const held = group.members.filter((one) => one.state === "Pending" || one.state === "InService").length;
      const launched = await Promise.all(
        wanted.map((zone, index) => {
          const cause = step.rebalance
            ? `At ${stamp(now)} instances were launched to balance instances in zones ${zone} with other zones resulting in more than desired number of instances in the group.`
            : launchCause(group, now, held + index, held + index + 1);
          return launch(this.store, scope, group, zone, { cause, rebalancing: step.rebalance !== undefined });
        }),
      );
      if (launched.every(Boolean) || step.rebalance) return;
    }
  }

  private async plan(scope: string, group: GroupRecord) {
    const suspended = (process: string) => process in group.suspended;
    const now = this.store.cloud.clock.now();
    const members = group.members.filter((one) => one.state === "Pending" || one.state === "InService");
    const surplus = members.length > group.desired;
    // Only scaling in asks which members are outdated; the template may be gone by then.
    const version = surplus
      ? await templateVersion(this.store, scope, group).then(
          (found) => found.version,
          () => undefined,
        )
      : undefined;
    const step = planGroup({
      desired: group.desired,
      zones: [...new Set(group.subnets.map((one) => one.zone))],
      blocked: new Set(Object.entries(group.backoff).flatMap(([zone, until]) => (until > now ? [zone] : []))),
      members: members.map((one) => ({
        id: one.id,
        zone: one.zone,
        inService: one.state === "InService",
        protected: one.protected,
        launchedAt: one.launchedAt,
        outdated: version !== undefined && one.templateVersion !== version,
        rebalancing: one.rebalancing ?? false,
      })),
      mayRebalance: !suspended("AZRebalance") && !suspended("Launch") && !suspended("Terminate"),
    });
    return {
      launch: suspended("Launch") ? [] : step.launch,
      rebalance: step.rebalance,
      terminate: suspended("Terminate") ? [] : step.terminate,
    };
  }

  private terminateSurplus(scope: string, group: GroupRecord, ids: readonly string[], now: number): void {
    const held = group.members.filter((one) => one.state !== "Terminating").length;
    for (const [index, id] of ids.entries()) {
      const member = this.store
        .groups(scope)
        .get(group.name)
        ?.members.find((one) => one.id === id);
      if (!member) continue;
      const cause = `${group.cause}  At ${stamp(now)} instance ${id} was selected for termination, shrinking the capacity from ${held - index} to ${held - index - 1}.`;
      beginTermination(this.store, scope, group, member, cause.trim());
    }
    if (ids.length > 0) this.look(scope, group.name);
  }
}
