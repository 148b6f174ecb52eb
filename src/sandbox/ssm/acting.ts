import { type Acting, actingAs } from "../common/identity";
import type { Call } from "../kernel/cloud";

/** Systems Manager's service-linked role in the caller's account. */
export const acting = (where: Pick<Call, "accountId" | "region">): Acting =>
  actingAs("ssm.amazonaws.com", "AWSServiceRoleForAmazonSSM", where);
