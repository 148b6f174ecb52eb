import { filtered } from "../base/filters";
import type { Call, Describing, Operations } from "../base/operations";
import { paged } from "../base/pages";
import type { InstanceRecord } from "../base/records";
import type { Store } from "../base/store";
import { EC2_TIMINGS } from "../timings";
import { needInstances } from "./running";
import { stateView } from "./views";

type Check = "ok" | "impaired" | "initializing" | "not-applicable";

/** What the status checks say: the instance's own fails when its machine died, the system's never does. */
export function checks(instance: InstanceRecord, now: number): { readonly system: Check; readonly instance: Check } {
  if (instance.state !== "running") return { system: "not-applicable", instance: "not-applicable" };
  if (instance.impairedSince !== undefined) return { system: "ok", instance: "impaired" };
  const initializing = now - instance.launchedAt < EC2_TIMINGS.statusInitializingMs;
  return initializing ? { system: "initializing", instance: "initializing" } : { system: "ok", instance: "ok" };
}

const REACHABILITY: Readonly<Record<Check, string>> = {
  ok: "passed",
  impaired: "failed",
  initializing: "initializing",
  "not-applicable": "",
};

function summary(check: Check, impairedSince?: number) {
  if (check === "not-applicable") return { Status: check };
  return {
    Status: check,
    Details: [
      {
        Name: "reachability",
        Status: REACHABILITY[check],
        ImpairedSince: check === "impaired" && impairedSince !== undefined ? new Date(impairedSince) : undefined,
      },
    ],
  };
}

function statusView(instance: InstanceRecord, now: number) {
  const result = checks(instance, now);
  return {
    InstanceId: instance.id,
    AvailabilityZone: instance.zone,
    AvailabilityZoneId: instance.zoneId,
    InstanceState: stateView(instance.state),
    SystemStatus: summary(result.system),
    InstanceStatus: summary(result.instance, instance.impairedSince),
    AttachedEbsStatus: summary(result.system),
    Operator: { Managed: false },
    Events: [],
  };
}

export function statusOperations(store: Store): Operations {
  return {
    DescribeInstanceStatus(input: Describing & { InstanceIds?: string[]; IncludeAllInstances?: boolean }, call: Call) {
      const region = store.of(call);
      const now = region.now();
      const asked = input.InstanceIds?.length ? needInstances(region, input.InstanceIds) : region.instances.values();
      const shown = asked.filter((one) => input.IncludeAllInstances || one.state === "running");
      const reachability = (which: "system" | "instance") => (one: InstanceRecord) => REACHABILITY[checks(one, now)[which]];
      const found = filtered(
        shown,
        input.Filters,
        {
          "attached-ebs-status.status": (one) => checks(one, now).system,
          "availability-zone": (one) => one.zone,
          "availability-zone-id": (one) => one.zoneId,
          "event.code": () => undefined,
          "instance-state-code": (one) => stateView(one.state).Code,
          "instance-state-name": (one) => one.state,
          "instance-status.reachability": reachability("instance"),
          "instance-status.status": (one) => checks(one, now).instance,
          "system-status.reachability": reachability("system"),
          "system-status.status": (one) => checks(one, now).system,
        },
        (one) => one.tags,
      );
      const { page, nextToken } = paged(found, input);
      return { InstanceStatuses: page.map((one) => statusView(one, now)), NextToken: nextToken };
    },
  };
}

/** Publishes `StatusCheckFailed` and its two parts for every running instance, once a minute of sandbox time. */
export function measureStatus(store: Store): void {
  const { cloud } = store;
  const at = cloud.clock.now();
  for (const { scope, id, record } of store.instances.everywhere()) {
    if (record.state !== "running") continue;
    const failed = checks(record, at).instance === "impaired" ? 1 : 0;
    const numbers = { StatusCheckFailed: failed, StatusCheckFailed_Instance: failed, StatusCheckFailed_System: 0 };
    const group = record.tags["aws:autoscaling:groupName"];
    const places: Record<string, string>[] = [{ InstanceId: id }, ...(group ? [{ AutoScalingGroupName: group }] : [])];
    for (const [name, value] of Object.entries(numbers))
      for (const dimensions of places) cloud.measure({ scope, namespace: "AWS/EC2", name, dimensions, values: [value], unit: "Count", at });
  }
}
