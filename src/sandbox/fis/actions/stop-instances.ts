import type { Acting } from "../../common/identity";
import type { Cloud } from "../../kernel/cloud";
import { ExperimentFailure } from "../errors";
import { everyPage, nameIn } from "../resolve/types";
import { ownRight } from "../role";
import type { Effect } from "./types";

const POLL_MS = 1_000;
const PATIENCE_MS = 10 * 60_000;

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
      // AWS asks for ec2:DescribeInstances only where terminated instances are to be told from others.
      const gone = await startAgain(cloud, as, ids, data.tolerant ? as : ownRight(as));
      if (gone.length > 0 && !data.tolerant) {
        const reason = `Unable to start instances that were terminated meanwhile: [${gone.join(", ")}].`;
        throw new ExperimentFailure({ code: "DependentServiceFailure", reason });
      }
    },
  },
};

/** Starts what has stopped, waiting for what is still stopping. Gives the ids of those that are gone. */
async function startAgain(cloud: Cloud, as: Acting, ids: readonly string[], looking: Acting): Promise<string[]> {
  for (let waited = 0; ; waited += POLL_MS) {
    const states = await statesOf({ cloud, as: looking });
    const inState = (...wanted: (string | undefined)[]) => ids.filter((id) => wanted.includes(states.get(id)));
    const stopped = inState("stopped");
    if (stopped.length > 0) await cloud.invoke("ec2", "StartInstances", { InstanceIds: stopped }, as);
    if (inState("stopping").length === 0 || waited >= PATIENCE_MS) return inState("terminated", "shutting-down", undefined);
    await cloud.clock.sleep(POLL_MS);
  }
}

async function statesOf(query: { cloud: Cloud; as: Acting }): Promise<ReadonlyMap<string, string | undefined>> {
  type Reservation = { Instances?: { InstanceId: string; State?: { Name?: string } }[] };
  const reservations = await everyPage<Reservation>(query, "ec2", "DescribeInstances", {}, "Reservations");
  return new Map(reservations.flatMap(({ Instances = [] }) => Instances).map((one) => [one.InstanceId, one.State?.Name]));
}
