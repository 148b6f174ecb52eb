import { ExperimentFailure } from "../errors";
import { everyPage } from "../resolve/types";
import { select } from "../selection";
import type { Effect } from "./types";

interface Instance {
  InstanceId: string;
  State?: { Name?: string };
}

/**
 * aws:eks:terminate-nodegroup-instances — terminates a share of the instances of managed node groups, chosen at
 * random. The share rounds down, but at least one instance of each group goes.
 */
export const terminateNodes: Effect = {
  run: async (context) => {
    const percent = Number(context.parameter("instanceTerminationPercentage"));
    for (const { as, arns } of context.batches) {
      for (const arn of arns) {
        const [, cluster = "", nodegroup = ""] = arn.slice(arn.indexOf(":nodegroup/")).split("/");
        const Filters = [
          { Name: "tag:eks:cluster-name", Values: [cluster] },
          { Name: "tag:eks:nodegroup-name", Values: [nodegroup] },
          { Name: "instance-state-name", Values: ["pending", "running"] },
        ];
        const query = { cloud: context.cloud, as };
        const reservations = await everyPage<{ Instances?: Instance[] }>(query, "ec2", "DescribeInstances", { Filters }, "Reservations");
        const ids = reservations.flatMap((one) => one.Instances ?? []).map((one) => one.InstanceId);
        if (ids.length === 0) throw new ExperimentFailure({ code: "InvalidTarget", reason: `Node group ${nodegroup} has no instances.` });
        const n = Math.max(1, Math.floor((ids.length * percent) / 100));
        const chosen = select(ids, { kind: "COUNT", n }, context.cloud.random);
        await context.cloud.invoke("ec2", "TerminateInstances", { InstanceIds: chosen }, as);
      }
    }
    return undefined;
  },
};
