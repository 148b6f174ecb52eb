import { type CapacityFault, regionalScope } from "../../kernel/cloud";
import { nameIn } from "../resolve/types";
import type { Effect } from "./types";

/**
 * aws:ec2:asg-insufficient-instance-capacity-error — for `duration`, that share of the groups' launches in the zones
 * fails with InsufficientInstanceCapacity. Ends by itself. The role needs ec2:InjectApiError.
 */
export const asgCapacityError: Effect = {
  run: async (context) => {
    const zones = (context.parameter("availabilityZoneIdentifiers") ?? "").split(",").map((zone) => zone.trim());
    for (const { as, arns } of context.batches) {
      context.authorize(as, "ec2:InjectApiError", "*", { "ec2:FisActionId": context.action.actionId, "ec2:FisTargetArns": arns });
      const fault: CapacityFault = {
        scope: regionalScope(as),
        autoScalingGroupNames: arns.map(nameIn),
        zones,
        percent: Number(context.parameter("percentage") ?? "100"),
      };
      context.defer(() => context.cloud.capacityFaults.delete(fault));
      context.cloud.capacityFaults.add(fault);
    }
    await context.hold(context.duration("duration"));
    return undefined;
  },
};
