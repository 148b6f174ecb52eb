import { InvokeCommand } from "@aws-sdk/client-lambda";
import type { RunRequest } from "../../experiment";
import { EXIT, type ExitCode, FaultlineError, messageOf } from "../../words";
import { type Given, textOption } from "../command";
import { newRunId } from "../conducting";
import type { Context } from "../context";
import { pickExperiment } from "./deployment";
import { openRemote } from "./open";
import { followToEnd } from "./watch";

/** `faultline run --remote`: asks the function for a run, by a name under which it can begin only once, and watches it. */
export async function runRemote(context: Context, given: Given): Promise<ExitCode> {
  const remote = await openRemote(context, given);
  const { deployment, lambda, clock } = remote;
  const experiment = pickExperiment(deployment, given.arguments.experiment);
  const reason = textOption(given, "reason");
  const runId = newRunId(clock.now());
  const request: RunRequest = { version: 1, kind: "run", experiment, runId, by: context.by, ...(reason === undefined ? {} : { reason }) };
  try {
    await lambda.send(
      new InvokeCommand({
        FunctionName: deployment.functionArn,
        InvocationType: "Event",
        DurableExecutionName: runId,
        Payload: Buffer.from(JSON.stringify(request)),
      }),
    );
  } catch (thrown) {
    throw new FaultlineError("not-invoked", `The function ${deployment.functionArn} could not be invoked: ${messageOf(thrown)}`, {
      exitCode: EXIT.errored,
      remedy: `You need lambda:InvokeFunction on it. Whether run ${runId} began nevertheless: faultline watch ${runId} --remote`,
      facts: { runId },
      cause: thrown,
    });
  }
  context.out.progress(`${context.out.paint.bold(experiment)}: run ${runId} in ${deployment.accountId}/${deployment.region}`);
  return followToEnd(context, remote, runId);
}
