import type { Call, Handler } from "../kernel/cloud";
import type { Store } from "./store";

/**
 * Parts of Auto Scaling that the sandbox has none of: they are asked for by clients that read a group back, and answered
 * truthfully with nothing. Making one is refused, because the operation does not exist here.
 */
export function emptyOperations(store: Store): Record<string, Handler> {
  const none =
    (member: string, mustExist: boolean): Handler =>
    (input: { AutoScalingGroupName?: string }, call: Call) => {
      if (mustExist || input.AutoScalingGroupName) store.need(call, input.AutoScalingGroupName);
      return { [member]: [] };
    };
  return {
    DescribeLifecycleHooks: none("LifecycleHooks", true),
    DescribePolicies: none("ScalingPolicies", false),
    DescribeInstanceRefreshes: none("InstanceRefreshes", true),
    DescribeWarmPool: none("Instances", true),
    DescribeNotificationConfigurations: () => ({ NotificationConfigurations: [] }),
  };
}
