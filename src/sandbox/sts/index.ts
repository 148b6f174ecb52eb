import type { ServiceFactory } from "../kernel/cloud";
import { callerIdentity } from "./identity";

/** STS: https://docs.aws.amazon.com/STS/latest/APIReference/ */
export const stsService: ServiceFactory = (cloud) => ({
  id: "sts",
  operations: { GetCallerIdentity: callerIdentity(cloud) },
  // Nobody can be forbidden to ask who they are.
  permissions: { GetCallerIdentity: () => [] },
});
