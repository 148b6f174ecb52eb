import { type Acting, actingAs } from "../common/identity";
import type { Call } from "../kernel/cloud";

/** Amazon RDS's service-linked role in the caller's account. */
export const acting = (where: Pick<Call, "accountId" | "region">): Acting => actingAs("rds.amazonaws.com", "AWSServiceRoleForRDS", where);
