import type { Cloud, ServiceFactory } from "../kernel/cloud";
import { activityOperations } from "./activities";
import { groupOperations } from "./groups";
import { Keeper } from "./keeper";
import { memberOperations } from "./members";
import { measureGroups } from "./metrics";
import { emptyOperations } from "./nothing";
import { autoscalingPermissions } from "./permissions";
import { processOperations } from "./processes";
import { Store } from "./store";
import { tagOperations } from "./tags";
import { AUTOSCALING_TIMINGS } from "./timings";
import { trafficOperations } from "./traffic";

/** Amazon EC2 Auto Scaling: groups that really keep their instances, over zones, through health checks and target groups. */
export const autoscalingService: ServiceFactory = (cloud: Cloud) => {
  const store = new Store(cloud);
  const keeper = new Keeper(store);
  const look = (scope: string, name: string) => keeper.look(scope, name);
  let measuring = () => {};
  return {
    id: "autoscaling",
    operations: {
      ...groupOperations(store, keeper),
      ...memberOperations(store, keeper),
      ...activityOperations(store),
      ...tagOperations(store),
      ...processOperations(store, look),
      ...trafficOperations(store, look),
      ...emptyOperations(store),
    },
    permissions: autoscalingPermissions(store),
    start() {
      keeper.start();
      measuring = cloud.clock.every(AUTOSCALING_TIMINGS.metricsMs, () => measureGroups(store));
    },
    stop() {
      measuring();
      keeper.stop();
    },
  };
};
