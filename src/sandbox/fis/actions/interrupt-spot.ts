import { regionalScope } from "../../kernel/cloud";
import { everyPage, nameIn } from "../resolve/types";
import type { Effect } from "./types";

interface Instance {
  InstanceId: string;
  Tags?: { Key: string; Value: string }[];
}

/**
 * aws:ec2:send-spot-instance-interruptions — EC2 recommends a rebalance, gives notice two minutes before the end, and takes the Spot instances back
 * after `durationBeforeInterruption`. What was sent is not taken back when the experiment is stopped.
 */
export const interruptSpot: Effect = {
  run: async (context) => {
    const length = context.duration("durationBeforeInterruption");
    const interruptAt = context.cloud.clock.now() + length;
    for (const { as, arns } of context.batches) {
      const input = { InstanceIds: arns.map(nameIn) };
      const query = { cloud: context.cloud, as };
      const reservations = await everyPage<{ Instances?: Instance[] }>(query, "ec2", "DescribeInstances", input, "Reservations");
      const tagsOf = new Map(
        reservations.flatMap(({ Instances = [] }) => Instances).map(({ InstanceId, Tags = [] }) => [InstanceId, Tags]),
      );
      for (const arn of arns) {
        const tags = (tagsOf.get(nameIn(arn)) ?? []).map(({ Key, Value }) => [`aws:ResourceTag/${Key}`, Value]);
        context.authorize(as, "ec2:SendSpotInstanceInterruptions", arn, Object.fromEntries(tags));
      }
      for (const arn of arns)
        context.cloud.bus.emit("spot-interruption-sent", { scope: regionalScope(as), instanceId: nameIn(arn), interruptAt });
    }
    await context.hold(length);
    return undefined;
  },
};
