import type { Acting } from "../../common/identity";
import { ExperimentFailure } from "../errors";
import { nameIn } from "../resolve/types";
import type { ActionContext, Effect } from "./types";

const POLL_MS = 5_000;
const PATIENCE_MS = 15 * 60_000;

/** Waits until RDS says that the thing is available again. */
async function untilAvailable(context: ActionContext, what: string, status: () => Promise<string | undefined>): Promise<void> {
  for (let waited = 0; waited < PATIENCE_MS && !context.signal.aborted; waited += POLL_MS) {
    await context.hold(POLL_MS);
    if ((await status()) === "available") return;
  }
  if (!context.signal.aborted)
    throw new ExperimentFailure({ code: "DependentServiceFailure", reason: `${what} did not become available again.` });
}

/** aws:rds:failover-db-cluster — FailoverDBCluster; done when the cluster is available with its new writer. */
export const failoverCluster: Effect = {
  run: async (context) => {
    const status = async (as: Acting, id: string) => {
      const { DBClusters = [] } = await context.cloud.invoke<{ DBClusters?: { Status?: string }[] }>(
        "rds",
        "DescribeDBClusters",
        { DBClusterIdentifier: id },
        as,
      );
      return DBClusters[0]?.Status;
    };
    const all = context.batches.flatMap(({ as, arns }) => arns.map((arn) => ({ as, id: nameIn(arn) })));
    for (const { as, id } of all) await context.cloud.invoke("rds", "FailoverDBCluster", { DBClusterIdentifier: id }, as);
    await Promise.all(all.map(({ as, id }) => untilAvailable(context, `Cluster ${id}`, () => status(as, id))));
    return undefined;
  },
};

/** aws:rds:reboot-db-instances — RebootDBInstance, with failover where `forceFailover` is true. */
export const rebootDatabases: Effect = {
  run: async (context) => {
    const ForceFailover = context.parameter("forceFailover")?.toLowerCase() === "true";
    const status = async (as: Acting, id: string) => {
      const { DBInstances = [] } = await context.cloud.invoke<{ DBInstances?: { DBInstanceStatus?: string }[] }>(
        "rds",
        "DescribeDBInstances",
        { DBInstanceIdentifier: id },
        as,
      );
      return DBInstances[0]?.DBInstanceStatus;
    };
    const all = context.batches.flatMap(({ as, arns }) => arns.map((arn) => ({ as, id: nameIn(arn) })));
    for (const { as, id } of all) await context.cloud.invoke("rds", "RebootDBInstance", { DBInstanceIdentifier: id, ForceFailover }, as);
    await Promise.all(all.map(({ as, id }) => untilAvailable(context, `Database ${id}`, () => status(as, id))));
    return undefined;
  },
};
