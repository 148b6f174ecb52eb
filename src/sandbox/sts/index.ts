import type { ServiceFactory } from "../kernel/cloud";
import { assumeRole } from "./assume";
import { callerIdentity } from "./identity";

/** STS: https://docs.aws.amazon.com/STS/latest/APIReference/ */
export const stsService: ServiceFactory = (cloud) => ({
  id: "sts",
  operations: { AssumeRole: assumeRole(cloud), GetCallerIdentity: callerIdentity(cloud) },
  // Nobody can be forbidden to ask who they are; what AssumeRole needs depends on the role's trust.
  permissions: { AssumeRole: () => [], GetCallerIdentity: () => [] },
});
