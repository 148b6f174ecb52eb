import type { GroupRecord, Member } from "./records";
import type { Store } from "./store";

const inState =
  (...states: Member["state"][]) =>
  (group: GroupRecord) =>
    group.members.filter((one) => states.includes(one.state)).length;

/** https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-metrics.html */
const READ: Readonly<Record<string, (group: GroupRecord) => number>> = {
  GroupMinSize: (group) => group.min,
  GroupMaxSize: (group) => group.max,
  GroupDesiredCapacity: (group) => group.desired,
  GroupInServiceInstances: inState("InService"),
  GroupPendingInstances: inState("Pending"),
  GroupStandbyInstances: inState("Standby", "EnteringStandby"),
  GroupTerminatingInstances: inState("Terminating"),
  GroupTotalInstances: (group) => group.members.length,
  GroupInServiceCapacity: inState("InService"),
  GroupPendingCapacity: inState("Pending"),
  GroupStandbyCapacity: inState("Standby", "EnteringStandby"),
  GroupTerminatingCapacity: inState("Terminating"),
  GroupTotalCapacity: (group) => group.members.length,
};

export const GROUP_METRICS: readonly string[] = Object.keys(READ);

/** Publishes the metrics that groups collect. */
export function measureGroups(store: Store): void {
  const at = store.cloud.clock.now();
  for (const { scope, record } of store.allGroups.everywhere())
    for (const name of record.metrics) {
      const value = READ[name]?.(record);
      if (value === undefined) continue;
      const dimensions = { AutoScalingGroupName: record.name };
      store.cloud.measure({ scope, namespace: "AWS/AutoScaling", name, dimensions, values: [value], unit: "None", at });
    }
}
