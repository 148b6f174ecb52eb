import { GetDurableExecutionCommand, ListDurableExecutionsByFunctionCommand } from "@aws-sdk/client-lambda";
import { LEASE } from "../../journal";
import type { Remote } from "./connect";

/** How a durable execution stands, with what it returned or threw. */
export interface ExecutionView {
  readonly status: string;
  readonly result: string | undefined;
  readonly error: string | undefined;
}

type Reached = Pick<Remote, "lambda" | "deployment" | "store">;

/** The durable execution of a run: the one that claimed it, or the one of its name; `undefined` while Lambda knows none. */
export async function executionOf(remote: Reached, runId: string): Promise<ExecutionView | undefined> {
  const claimed = await remote.store.leaseOf(LEASE.claim(runId));
  const arn = claimed?.holder ?? (await executions(remote, { DurableExecutionName: runId }))[0];
  if (arn === undefined) return undefined;
  const {
    Status = "RUNNING",
    Result,
    Error: failure,
  } = await remote.lambda.send(new GetDurableExecutionCommand({ DurableExecutionArn: arn }));
  return { status: Status, result: Result, error: failure?.ErrorMessage };
}

/** Whether the function is at work now, for whatever run. */
export async function isAtWork(remote: Reached): Promise<boolean> {
  return (await executions(remote, { Statuses: ["RUNNING"] })).length > 0;
}

async function executions(
  { lambda, deployment: { functionArn } }: Reached,
  which: { readonly DurableExecutionName: string } | { readonly Statuses: ["RUNNING"] },
): Promise<readonly string[]> {
  const end = functionArn.lastIndexOf(":");
  const { DurableExecutions = [] } = await lambda.send(
    new ListDurableExecutionsByFunctionCommand({
      FunctionName: functionArn.slice(0, end),
      Qualifier: functionArn.slice(end + 1),
      ...which,
    }),
  );
  return DurableExecutions.flatMap(({ DurableExecutionArn }) => DurableExecutionArn ?? []);
}
