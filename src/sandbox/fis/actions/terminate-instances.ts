import { nameIn } from "../resolve/types";
import type { Effect } from "./types";

/** aws:ec2:terminate-instances — TerminateInstances. Nothing brings them back. */
export const terminateInstances: Effect = {
  run: async ({ batches, cloud }) => {
    for (const { as, arns } of batches) await cloud.invoke("ec2", "TerminateInstances", { InstanceIds: arns.map(nameIn) }, as);
    return undefined;
  },
};
