import type { Call, Cloud, Handler, ServiceFactory } from "../kernel/cloud";
import { AwsError } from "../kernel/error";
import type { Operations } from "./base/operations";
import { Store } from "./base/store";
import { taggingOperations } from "./base/tagging";
import { attributeOperations } from "./machines/attributes";
import { describeOperations } from "./machines/describe";
import { imageOperations } from "./machines/images";
import { Lifecycle } from "./machines/lifecycle";
import { placeOperations } from "./machines/places";
import { profileOperations } from "./machines/profiles";
import { runningOperations } from "./machines/running";
import { measureStatus, statusOperations } from "./machines/status";
import { templateOperations } from "./machines/templates";
import { typeOperations } from "./machines/types";
import { volumeOperations } from "./machines/volumes";
import { aclOperations } from "./network/acls";
import { addressOperations } from "./network/addresses";
import { settle } from "./network/default-vpc";
import { gatewayOperations } from "./network/gateways";
import { groupRuleOperations } from "./network/group-rules";
import { groupOperations } from "./network/groups";
import { interfaceOperations } from "./network/interfaces";
import { continueNat, natOperations } from "./network/nat-gateways";
import { prefixListOperations } from "./network/prefix-lists";
import { reachability } from "./network/reach";
import { routeTableOperations } from "./network/route-tables";
import { routeOperations } from "./network/routes";
import { subnetOperations } from "./network/subnets";
import { vpcOperations } from "./network/vpcs";
import { ec2Permissions } from "./permissions";
import { tagSource } from "./tagsource";
import { EC2_TIMINGS } from "./timings";

/** Before every operation the account has its default VPC; a dry run ends where the deed would begin. */
function prepared(store: Store, handler: Handler): Handler {
  return (input: { DryRun?: boolean }, call: Call) => {
    settle(store.of(call));
    if (input.DryRun) throw new AwsError("DryRunOperation", "Request would have succeeded, but DryRun flag is set.", 412);
    return handler(input, call);
  };
}

/** Amazon EC2: networks, instances on real machines, and what belongs to them. */
export const ec2Service: ServiceFactory = (cloud: Cloud) => {
  const store = new Store(cloud);
  const lifecycle = new Lifecycle(store);
  cloud.plane.setNetwork(reachability(store));
  cloud.tagSources.add(tagSource(store));
  const operations: Operations = {
    ...placeOperations(store),
    ...vpcOperations(store),
    ...subnetOperations(store),
    ...gatewayOperations(store),
    ...routeTableOperations(store),
    ...routeOperations(store),
    ...aclOperations(store),
    ...groupOperations(store),
    ...groupRuleOperations(store),
    ...interfaceOperations(store),
    ...addressOperations(store),
    ...natOperations(store),
    ...prefixListOperations(store),
    ...imageOperations(),
    ...typeOperations(),
    ...templateOperations(store),
    ...runningOperations(store, lifecycle),
    ...describeOperations(store),
    ...statusOperations(store),
    ...attributeOperations(store),
    ...profileOperations(store),
    ...volumeOperations(store),
    ...taggingOperations(store),
  };
  let ticking = () => {};
  return {
    id: "ec2",
    operations: Object.fromEntries(Object.entries(operations).map(([name, handler]) => [name, prepared(store, handler)])),
    permissions: ec2Permissions(store),
    async start() {
      ticking = cloud.clock.every(EC2_TIMINGS.statusMetricsMs, () => measureStatus(store));
      for (const { scope, id } of cloud.state.table<object>("ec2.natGateways").everywhere()) continueNat(store, scope, id);
      await lifecycle.resume();
    },
    stop() {
      ticking();
      lifecycle.halt();
    },
  };
};
