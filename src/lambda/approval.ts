import type { DurableContext } from "@aws/durable-execution-sdk-js";
import type { ConsentAnswer } from "../journal";
import { humanDuration } from "../words";
import type { Answered } from "./demands";
import { requestNews } from "./news";
import { PERSISTENT } from "./patience";
import type { RunParts } from "./slice";

/**
 * Waits until one of the people named has consented or refused, or the time for it is over. Nothing runs meanwhile and nothing is paid for.
 * `null`: the experiment needs nobody's consent.
 */
export async function consentFor(
  context: DurableContext,
  parts: Omit<RunParts, "consent">,
  reason: string | null,
): Promise<Answered | null> {
  const { bag, runId, experiment, admitted } = parts;
  const { approval } = admitted.settings;
  if (!approval) return null;
  const { by, withinMs } = approval;
  let reply: string;
  try {
    reply = await context.waitForCallback<string>(
      "approval",
      async (callbackId) => {
        const { ports } = await bag.ports(admitted.place);
        const askedAt = ports.clock.now();
        const request = {
          runId,
          experiment,
          planHash: admitted.planHash,
          requestedBy: parts.by,
          reason,
          by,
          askedAt,
          until: askedAt + withinMs,
        };
        await bag.ask({ ...request, callbackId });
        await bag.publish(requestNews({ ...request, hypothesis: admitted.hypothesis }));
      },
      { timeout: { seconds: Math.ceil(withinMs / 1_000) }, retryStrategy: PERSISTENT },
    );
  } catch (thrown) {
    const isLate = thrown instanceof Error && /timeout|timed out/i.test(`${thrown.name} ${thrown.message}`);
    const people = by.join(" or ");
    return isLate
      ? { answer: "refused", message: `neither approved nor refused by ${people} within ${humanDuration(withinMs)}`, by: null }
      : { answer: "refused", message: `no approval by ${people}: ${thrown instanceof Error ? thrown.message : String(thrown)}`, by: null };
  }
  return answered(reply, by);
}

/** Takes a reply for what it says, if one of the people named has given it. Anything else is no consent. */
export function answered(reply: string, people: readonly string[]): Answered {
  const { answer, by, note } = readReply(reply) ?? {};
  if (by === undefined) return { answer: "refused", message: "the answer to the request for approval cannot be read", by: null };
  if (!people.includes(by)) return { answer: "refused", message: `${by} is not one of ${people.join(", ")}, who may approve`, by };
  const said = note ? `: ${note}` : "";
  return answer === "approved"
    ? { answer: "ok", message: `approved by ${by}${said}`, by }
    : { answer: "refused", message: `refused by ${by}${said}`, by };
}

function readReply(text: string): Partial<ConsentAnswer> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    // Some senders give JSON in JSON.
    const reply: unknown = typeof value === "string" ? JSON.parse(value) : value;
    return typeof reply === "object" && reply !== null ? reply : undefined;
  } catch {
    return undefined;
  }
}
