import { SendDurableExecutionCallbackSuccessCommand } from "@aws-sdk/client-lambda";
import type { ConsentAnswer } from "../../journal";
import { EXIT, type ExitCode, FaultlineError, messageOf } from "../../words";
import { type Given, textOption } from "../command";
import type { Context } from "../context";
import { openRemote } from "./open";

/** `faultline approve`: writes the answer down, then wakes the run that waits for it. Said again it is the same answer. */
export async function approveRemote(context: Context, given: Given): Promise<ExitCode> {
  const { consents, lambda, clock } = await openRemote(context, given);
  const runId = given.arguments.run ?? "";
  const by = textOption(given, "by") ?? context.by.split("@")[0] ?? context.by;
  const found = await consents.find(runId);
  if (!found)
    throw refusal("no-request", `Run ${runId} asks nobody for approval.`, "Look at its id, and at --stack or --deployment.", { runId });
  const { consent } = found;
  if (!consent.by.includes(by)) {
    const who = consent.by.join(", ");
    throw refusal("not-an-approver", `${by} may not answer for run ${runId}: ${who} may.`, "Say who you are with --by NAME.", {
      by,
      allowed: consent.by,
    });
  }
  if (clock.now() >= consent.until && !found.answer)
    throw refusal("approval-late", `Run ${runId} waited until ${new Date(consent.until).toISOString()}.`, "Start a new run.", { runId });
  const wanted: ConsentAnswer = {
    answer: given.options.refuse === true ? "refused" : "approved",
    by,
    at: clock.now(),
    note: textOption(given, "reason") ?? null,
  };
  const counts = await consents.answer(runId, wanted);
  if (counts?.answer !== wanted.answer || counts.by !== by)
    throw refusal(
      "already-answered",
      `Run ${runId} was ${counts?.answer ?? "answered"} by ${counts?.by ?? "somebody else"} already.`,
      counts?.answer === "approved" ? `Stop it with faultline stop ${runId} --remote.` : "Start a new run.",
      { runId },
    );
  try {
    await lambda.send(
      new SendDurableExecutionCallbackSuccessCommand({ CallbackId: consent.callbackId, Result: Buffer.from(JSON.stringify(counts)) }),
    );
  } catch (thrown) {
    throw new FaultlineError("not-woken", `The answer is written down, and the function could not be told: ${messageOf(thrown)}`, {
      exitCode: EXIT.errored,
      remedy: "You need lambda:SendDurableExecutionCallbackSuccess. Say it again; if the run has ended meanwhile, there is nothing to do.",
      facts: { runId },
      cause: thrown,
    });
  }
  context.out.line(`Run ${runId} of ${consent.experiment} is ${counts.answer} by ${by}.`);
  context.out.result({ runId, experiment: consent.experiment, ...counts });
  return EXIT.passed;
}

function refusal(code: string, message: string, remedy: string, facts: Readonly<Record<string, unknown>>): FaultlineError {
  return new FaultlineError(code, message, { exitCode: EXIT.usage, remedy, facts });
}
