import { InvokeCommand } from "@aws-sdk/client-lambda";
import type { RunRequest } from "../../experiment";
import { EXIT, FaultlineError, messageOf } from "../../words";
import type { Remote } from "./connect";

/** Asks the function for a run, by a name under which it can begin only once. Throws `not-invoked`. */
export async function invoke(
  { lambda, deployment: { functionArn } }: Pick<Remote, "lambda" | "deployment">,
  request: RunRequest & { readonly runId: string },
): Promise<void> {
  const { runId } = request;
  try {
    await lambda.send(
      new InvokeCommand({
        FunctionName: functionArn,
        InvocationType: "Event",
        DurableExecutionName: runId,
        Payload: Buffer.from(JSON.stringify(request)),
      }),
    );
  } catch (thrown) {
    throw new FaultlineError("not-invoked", `The function ${functionArn} could not be invoked: ${messageOf(thrown)}`, {
      exitCode: EXIT.errored,
      remedy: `You need lambda:InvokeFunction on it. Whether run ${runId} began nevertheless: faultline watch ${runId} --remote`,
      facts: { runId },
      cause: thrown,
    });
  }
}
