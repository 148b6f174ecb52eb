import type { MachineSpec } from "../../plane/types";
import type { InstanceRecord, InstanceState } from "../base/records";
import { change, type Region, type Store } from "../base/store";
import { disassociate } from "../network/addresses";
import { freePublicAddress } from "../network/names";
import { EC2_TIMINGS } from "../timings";

/**
 * Moves instances through their states and the machines beneath with them:
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-instance-lifecycle.html
 */
export class Lifecycle {
  /** Which of an instance's moves is the last: an earlier one that ends later changes nothing. */
  private readonly moves = new Map<string, number>();
  private serial = 0;
  private stopped = false;

  constructor(private readonly store: Store) {
    store.cloud.bus.on("machine-died", ({ machineId, at }) => this.died(machineId, at));
    store.cloud.bus.on("spot-interruption-sent", ({ scope, instanceId, interruptAt }) => {
      const region = store.in(scope);
      const instance = region.instances.get(instanceId);
      if (!instance?.spot) return;
      change(region.instances, instance, { interruptAt });
      this.interruptLater(scope, instanceId, interruptAt);
    });
  }

  /** `pending` → `running`, once the machine serves. */
  boot(scope: string, id: string): void {
    void this.move(scope, id, async (region, instance, current) => {
      const { plane, clock } = this.store.cloud;
      try {
        await Promise.all([plane.boot(machineSpec(scope, instance)), clock.sleep(EC2_TIMINGS.bootMs)]);
      } catch (error) {
        if (!current()) return;
        this.store.cloud.log("an instance did not boot", { instanceId: id, reason: String(error) });
        this.enter(region, id, "shutting-down");
        this.release(region, id, { code: "Server.InternalError", message: "Server.InternalError: Internal error on launch" });
        return;
      }
      if (!current()) return;
      // It may have died again while the boot time passed.
      const impairedSince = plane.machine(id)?.state === "dead" ? region.now() : undefined;
      this.enter(region, id, "running", { stateReason: undefined, transition: "", impairedSince });
    });
  }

  /** `stopped` → `pending` → `running`; a public address that is not an Elastic IP is a new one. */
  start(scope: string, id: string): void {
    const region = this.store.in(scope);
    const instance = region.instances.get(id);
    if (!instance) return;
    const address =
      region.addresses.find((one) => one.instanceId === id)?.publicIp ?? (instance.publicOnStart ? freePublicAddress(region) : undefined);
    const one = region.interfaces.get(instance.interfaceId);
    if (one) change(region.interfaces, one, { publicIp: address });
    const pending = { code: "pending", message: "pending" };
    this.enter(region, id, "pending", {
      publicIp: address,
      launchedAt: region.now(),
      stateReason: pending,
      impairedSince: undefined,
      transition: "",
    });
    this.boot(scope, id);
  }

  /** `running` → `stopping` → `stopped`. */
  stop(scope: string, id: string, graceMs: number): void {
    const region = this.store.in(scope);
    this.enter(region, id, "stopping", userInitiated(region, "shutdown"));
    this.finishStop(scope, id, graceMs);
  }

  /** any → `shutting-down` → `terminated`. */
  terminate(scope: string, id: string): void {
    const region = this.store.in(scope);
    this.enter(region, id, "shutting-down", userInitiated(region, "shutdown"));
    this.finishTermination(scope, id);
  }

  /** EC2 takes a Spot instance back, in the way of its request: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/interruption-behavior.html */
  private interruptLater(scope: string, id: string, at: number): void {
    const { clock } = this.store.cloud;
    clock.after(at - clock.now(), () => {
      const region = this.store.in(scope);
      const instance = region.instances.get(id);
      if (this.stopped || instance?.interruptAt !== at || !["pending", "running"].includes(instance.state)) return;
      const code = "Server.SpotInstanceTermination";
      const stateReason = { code, message: `${code}: Spot instance termination` };
      const members = { stateReason, transition: "", interruptAt: undefined };
      if (instance.interruption) {
        this.enter(region, id, "stopping", members);
        this.finishStop(scope, id, EC2_TIMINGS.shutdownGraceMs);
      } else {
        this.enter(region, id, "shutting-down", members);
        this.finishTermination(scope, id);
      }
    });
  }

  /** The same machine again; the instance is `running` all the while. */
  reboot(scope: string, id: string): void {
    void this.move(scope, id, async (region, instance, current) => {
      change(region.instances, instance, { impairedSince: undefined });
      try {
        await this.store.cloud.plane.reboot(id);
      } catch (error) {
        const now = region.instances.get(id);
        if (current() && now) change(region.instances, now, { impairedSince: region.now() });
        this.store.cloud.log("an instance did not come back from its reboot", { instanceId: id, reason: String(error) });
      }
    });
  }

  /** Takes up what the records say: machines of running instances are booted, unfinished moves finished. */
  async resume(): Promise<void> {
    this.stopped = false;
    const booting: Promise<void>[] = [];
    for (const { scope, id, record } of this.store.instances.everywhere()) {
      if (record.state === "pending") this.boot(scope, id);
      if (record.state === "running") booting.push(this.bootAgain(scope, id, record));
      if (record.state === "stopping") this.finishStop(scope, id, EC2_TIMINGS.shutdownGraceMs);
      if (record.state === "shutting-down") this.finishTermination(scope, id);
      if (record.state === "terminated") this.forgetLater(scope, id, record.stateSince);
      if (record.interruptAt !== undefined) this.interruptLater(scope, id, record.interruptAt);
    }
    await Promise.all(booting);
  }

  /** Nothing that is under way changes anything any more. */
  halt(): void {
    this.stopped = true;
    this.moves.clear();
  }

  private async bootAgain(scope: string, id: string, record: InstanceRecord): Promise<void> {
    const region = this.store.in(scope);
    try {
      await this.store.cloud.plane.boot(machineSpec(scope, record));
      change(region.instances, record, { impairedSince: undefined });
    } catch (error) {
      change(region.instances, record, { impairedSince: region.now() });
      this.store.cloud.log("an instance did not boot again", { instanceId: id, reason: String(error) });
    }
  }

  private finishStop(scope: string, id: string, graceMs: number): void {
    void this.move(scope, id, async (region, _instance, current) => {
      await this.end(id, graceMs, EC2_TIMINGS.stopMs);
      if (!current()) return;
      const elastic = region.addresses.find((one) => one.instanceId === id)?.publicIp;
      const now = region.instances.get(id);
      const one = now ? region.interfaces.get(now.interfaceId) : undefined;
      if (one) change(region.interfaces, one, { publicIp: elastic });
      this.enter(region, id, "stopped", { publicIp: elastic, impairedSince: undefined });
    });
  }

  private finishTermination(scope: string, id: string): void {
    void this.move(scope, id, async (region, _instance, current) => {
      await this.end(id, EC2_TIMINGS.shutdownGraceMs, EC2_TIMINGS.terminateMs);
      if (current()) this.release(region, id);
    });
  }

  /** The machine is gone and its time has passed. */
  private async end(id: string, graceMs: number, timeMs: number): Promise<void> {
    const { plane, clock, log } = this.store.cloud;
    const halted = plane.machine(id) ? plane.halt(id, graceMs) : Promise.resolve();
    await Promise.all([
      halted.catch((error) => log("a machine did not halt", { machineId: id, reason: String(error) })),
      clock.sleep(timeMs),
    ]);
  }

  private release(region: Region, id: string, stateReason?: InstanceRecord["stateReason"]): void {
    const instance = region.instances.get(id);
    if (!instance) return;
    const address = region.addresses.find((one) => one.instanceId === id);
    if (address) disassociate(region, address);
    const one = region.interfaces.get(instance.interfaceId);
    if (one?.attachment?.deleteOnTermination) region.interfaces.delete(one.id);
    else if (one) change(region.interfaces, one, { attachment: undefined, publicIp: undefined });
    region.volumes.delete(instance.volumeId);
    this.enter(region, id, "terminated", { impairedSince: undefined, publicIp: undefined, ...(stateReason ? { stateReason } : {}) });
    this.forgetLater(region.scope, id, region.now());
  }

  private forgetLater(scope: string, id: string, since: number): void {
    const { clock } = this.store.cloud;
    clock.after(since + EC2_TIMINGS.terminatedVisibleMs - clock.now(), () => {
      const region = this.store.in(scope);
      if (region.instances.get(id)?.state === "terminated") region.instances.delete(id);
      this.moves.delete(id);
    });
  }

  private enter(region: Region, id: string, state: InstanceState, members: Partial<InstanceRecord> = {}): void {
    const instance = region.instances.get(id);
    if (!instance) return;
    change(region.instances, instance, { ...members, state, stateSince: region.now() });
    if (instance.state !== state)
      this.store.cloud.bus.emit("instance-state-changed", { scope: region.scope, instanceId: id, state, previous: instance.state });
  }

  /** A process that ended by itself: EC2 notices by its status checks only. */
  private died(machineId: string, at: number): void {
    if (this.stopped) return;
    for (const { scope, id, record } of this.store.instances.everywhere()) {
      if (id !== machineId || record.state !== "running") continue;
      const region = this.store.in(scope);
      change(region.instances, record, { impairedSince: at });
    }
  }

  private async move(
    scope: string,
    id: string,
    run: (region: Region, instance: InstanceRecord, current: () => boolean) => Promise<void>,
  ): Promise<void> {
    const region = this.store.in(scope);
    const instance = region.instances.get(id);
    // After the end nothing is booted that nobody would halt.
    if (!instance || this.stopped) return;
    const serial = ++this.serial;
    this.moves.set(id, serial);
    await run(region, instance, () => !this.stopped && this.moves.get(id) === serial && region.instances.has(id));
  }
}

function userInitiated(region: Region, what: string): Partial<InstanceRecord> {
  const at = new Date(region.now()).toISOString().slice(0, 19).replace("T", " ");
  return {
    transition: `User initiated (${at} GMT)`,
    stateReason: { code: "Client.UserInitiatedShutdown", message: `Client.UserInitiatedShutdown: User initiated ${what}` },
  };
}

const clusterOf = (tags: Readonly<Record<string, string>>) =>
  tags["eks:cluster-name"] ??
  tags["aws:eks:cluster-name"] ??
  Object.keys(tags)
    .find((key) => key.startsWith("kubernetes.io/cluster/"))
    ?.slice("kubernetes.io/cluster/".length);

/** What the plane is told to start for an instance. */
export function machineSpec(scope: string, instance: InstanceRecord): MachineSpec {
  return {
    id: instance.id,
    kind: "instance",
    place: { scope, vpcId: instance.vpcId, subnetId: instance.subnetId, zone: instance.zone, privateIp: instance.privateIp },
    tags: instance.tags,
    names: { autoScalingGroup: instance.tags["aws:autoscaling:groupName"], cluster: clusterOf(instance.tags) },
  };
}
