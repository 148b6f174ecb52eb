import type { ExitCode } from "../../words";
import { type Given, textOption } from "../command";
import { newRunId } from "../conducting";
import type { Context } from "../context";
import { pickExperiment } from "./deployment";
import { invoke } from "./invoke";
import { openRemote } from "./open";
import { followToEnd } from "./watch";

/** `faultline run --remote`: asks the function for a run, and watches it. */
export async function runRemote(context: Context, given: Given): Promise<ExitCode> {
  const remote = await openRemote(context, given);
  const { deployment, clock } = remote;
  const experiment = pickExperiment(deployment, given.arguments.experiment);
  const reason = textOption(given, "reason");
  const runId = newRunId(clock.now());
  await invoke(remote, { version: 1, kind: "run", experiment, runId, by: context.by, ...(reason === undefined ? {} : { reason }) });
  context.out.progress(`${context.out.paint.bold(experiment)}: run ${runId} in ${deployment.accountId}/${deployment.region}`);
  return followToEnd(context, remote, runId);
}
