import { EXIT, type ExitCode } from "../../words";
import { type Given, textOption } from "../command";
import type { Context } from "../context";
import { answerRequest } from "./consent";
import { openRemote } from "./open";

/** `faultline approve` */
export async function approveRemote(context: Context, given: Given): Promise<ExitCode> {
  const remote = await openRemote(context, given);
  const runId = given.arguments.run ?? "";
  const { consent, counts } = await answerRequest(remote, runId, {
    by: textOption(given, "by") ?? context.by.split("@")[0] ?? context.by,
    answer: given.options.refuse === true ? "refused" : "approved",
    note: textOption(given, "reason") ?? null,
  });
  context.out.line(`Run ${runId} of ${consent.experiment} is ${counts.answer} by ${counts.by}.`);
  context.out.result({ runId, experiment: consent.experiment, ...counts });
  return EXIT.passed;
}
