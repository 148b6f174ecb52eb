import { SendDurableExecutionCallbackSuccessCommand } from "@aws-sdk/client-lambda";
import type { Consent, ConsentAnswer } from "../../journal";
import { EXIT, FaultlineError, messageOf } from "../../words";
import type { Remote } from "./connect";

/** Who says what to a request, and why. */
export interface Said {
  readonly by: string;
  readonly answer: ConsentAnswer["answer"];
  readonly note: string | null;
}

/**
 * Answers a run that waits for somebody's consent: writes the answer down, then wakes the run. Said again it is the same answer. Throws `no-request`,
 * `not-an-approver`, `approval-late`, `already-answered`, and `not-woken` when the answer stands but the function could not be told.
 */
export async function answerRequest(
  { consents, lambda, clock }: Pick<Remote, "consents" | "lambda" | "clock">,
  runId: string,
  { by, answer, note }: Said,
): Promise<{ readonly consent: Consent; readonly counts: ConsentAnswer }> {
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
  const counts = await consents.answer(runId, { answer, by, at: clock.now(), note });
  if (counts?.answer !== answer || counts.by !== by)
    throw refusal(
      "already-answered",
      `Run ${runId} was ${counts?.answer ?? "answered"} by ${counts?.by ?? "somebody else"} already.`,
      counts?.answer === "approved" ? `Stop it with faultline stop ${runId} --remote.` : "Start a new run.",
      { runId },
    );
  await wake(lambda, consent, counts);
  return { consent, counts };
}

async function wake(lambda: Remote["lambda"], { runId, callbackId }: Consent, answer: ConsentAnswer): Promise<void> {
  try {
    await lambda.send(
      new SendDurableExecutionCallbackSuccessCommand({ CallbackId: callbackId, Result: Buffer.from(JSON.stringify(answer)) }),
    );
  } catch (thrown) {
    throw new FaultlineError("not-woken", `The answer is written down, and the function could not be told: ${messageOf(thrown)}`, {
      exitCode: EXIT.errored,
      remedy: "You need lambda:SendDurableExecutionCallbackSuccess. Say it again; if the run has ended meanwhile, there is nothing to do.",
      facts: { runId },
      cause: thrown,
    });
  }
}

function refusal(code: string, message: string, remedy: string, facts: Readonly<Record<string, unknown>>): FaultlineError {
  return new FaultlineError(code, message, { exitCode: EXIT.usage, remedy, facts });
}
