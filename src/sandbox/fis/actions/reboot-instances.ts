import { nameIn } from "../resolve/types";
import type { Effect } from "./types";

/** aws:ec2:reboot-instances — RebootInstances. Done when the calls are accepted. */
export const rebootInstances: Effect = {
  run: async ({ batches, cloud }) => {
    for (const { as, arns } of batches) await cloud.invoke("ec2", "RebootInstances", { InstanceIds: arns.map(nameIn) }, as);
    return undefined;
  },
};
