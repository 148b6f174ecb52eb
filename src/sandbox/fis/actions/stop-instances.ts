import { ExperimentFailure } from "../errors";
import { nameIn } from "../resolve/types";
import type { Effect, Undo } from "./types";

interface Described {
  Reservations?: { Instances?: { InstanceId: string; State?: { Name?: string } }[] }[];
}

/**
 * aws:ec2:stop-instances — StopInstances; with `startInstancesAfterDuration` they are started again after that time,
 * also when the experiment is stopped or fails before. Instances that something else has terminated meanwhile (an Auto
 * Scaling group does) fail the action, unless `completeIfInstancesTerminated` is true.
 */
export const stopInstances: Effect = {
  run: async (context) => {
    const length = context.duration("startInstancesAfterDuration");
    const tolerant = context.parameter("completeIfInstancesTerminated")?.toLowerCase() === "true";
    for (const { as, arns } of context.batches) {
      const ids = arns.map(nameIn);
      if (length > 0) context.undo("start-instances", as, { ids, tolerant });
      await context.cloud.invoke("ec2", "StopInstances", { InstanceIds: ids }, as);
    }
    if (length > 0) await context.hold(length);
    return undefined;
  },
  undo: {
    "start-instances": async (cloud, as, data) => {
      const ids = data.ids as string[];
      if (!data.tolerant) {
        await start(cloud, as, ids);
        return;
      }
      const { Reservations = [] } = await cloud.invoke<Described>("ec2", "DescribeInstances", {}, as);
      const wanted = new Set(ids);
      const stopped = Reservations.flatMap((one) => one.Instances ?? [])
        .filter((one) => wanted.has(one.InstanceId) && !/^(terminated|shutting-down)$/.test(one.State?.Name ?? ""))
        .map((one) => one.InstanceId);
      if (stopped.length > 0) await start(cloud, as, stopped);
    },
  },
};

/** Every instance is tried: one that cannot be started keeps no other down. */
const start = async (cloud: Parameters<Undo>[0], as: Parameters<Undo>[1], ids: readonly string[]): Promise<void> => {
  const results = await Promise.allSettled(ids.map((id) => cloud.invoke("ec2", "StartInstances", { InstanceIds: [id] }, as)));
  const failed = results.flatMap((result, index) =>
    result.status === "rejected" ? [{ id: ids[index], why: result.reason as unknown }] : [],
  );
  const [first] = failed;
  if (!first) return;
  if (failed.every(({ why }) => why instanceof Error && /^(IncorrectInstanceState|InvalidInstanceID\.NotFound)$/.test(why.name))) {
    throw new ExperimentFailure({
      code: "DependentServiceFailure",
      reason: `Unable to start instances that were terminated meanwhile: [${failed.map(({ id }) => id).join(", ")}].`,
    });
  }
  throw first.why;
};
