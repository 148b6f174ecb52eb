import { InvokeCommand } from "@aws-sdk/client-lambda";
import {
  DeleteScheduleCommand,
  GetScheduleCommand,
  type GetScheduleCommandOutput,
  type SchedulerClient,
  UpdateScheduleCommand,
} from "@aws-sdk/client-scheduler";
import { isAwsError } from "../../../adapters/clients";
import type { Deployment, RunRequest } from "../../../experiment";
import { EXIT, FaultlineError } from "../../../words";
import type { Remote } from "../../remote/connect";

/** How a run was set going, for people. */
export interface Fired {
  readonly by: "schedule" | "invocation";
  readonly said: string;
}

/** Sandbox time until a schedule fires: EventBridge Scheduler knows whole minutes. */
const SOON_MS = 60_000;

/**
 * Sets a run going as AWS would: the experiment's own schedule, with its target, role and input, is moved to the next minute; an experiment without one
 * is started as `faultline run --remote` does.
 */
export async function fire(
  { scheduler, lambda, deployment }: Pick<Remote, "lambda" | "deployment"> & { readonly scheduler: SchedulerClient },
  experiment: string,
  now: number,
  runId: string,
  by: string,
): Promise<Fired> {
  const found = await scheduleOf(scheduler, deployment.scheduleGroup, experiment);
  if (found) {
    const at = new Date(now + SOON_MS).toISOString().slice(0, 19);
    const { Target, Description } = found;
    await scheduler.send(
      new UpdateScheduleCommand({
        Name: experiment,
        GroupName: deployment.scheduleGroup,
        Target,
        ...(Description === undefined ? {} : { Description }),
        ScheduleExpression: `at(${at})`,
        ScheduleExpressionTimezone: "UTC",
        FlexibleTimeWindow: { Mode: "OFF" },
        State: "ENABLED",
      }),
    );
    return { by: "schedule", said: `its schedule ${found.ScheduleExpression} is moved to ${at}` };
  }
  const request: RunRequest = { version: 1, kind: "run", experiment, runId, by };
  const { StatusCode } = await lambda.send(
    new InvokeCommand({
      FunctionName: deployment.functionArn,
      InvocationType: "Event",
      DurableExecutionName: runId,
      Payload: Buffer.from(JSON.stringify(request)),
    }),
  );
  if (StatusCode === 202) return { by: "invocation", said: "it has no schedule: the function is invoked" };
  throw new FaultlineError("not-invoked", `Lambda answered ${StatusCode} to the invocation of ${deployment.functionArn}.`, {
    exitCode: EXIT.errored,
    remedy: "Run it again with --debug and read what the sandbox says.",
  });
}

/** Takes the schedule of an experiment away, for what is left of the sandbox's life. */
export async function unschedule(scheduler: SchedulerClient, { scheduleGroup }: Deployment, name: string): Promise<void> {
  await unlessMissing(scheduler.send(new DeleteScheduleCommand({ Name: name, GroupName: scheduleGroup })));
}

async function scheduleOf(scheduler: SchedulerClient, group: string, name: string): Promise<GetScheduleCommandOutput | undefined> {
  return unlessMissing(scheduler.send(new GetScheduleCommand({ Name: name, GroupName: group })));
}

async function unlessMissing<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (thrown) {
    if (isAwsError(thrown, "ResourceNotFoundException")) return undefined;
    throw thrown;
  }
}
