import { createHash } from "node:crypto";
import type { Reason, VerdictKind } from "../analysis";
import { humanDuration } from "../words";

/** A message on the topic. */
export interface News {
  /**
   * Equal for the same message told again, as it is when a process dies between the answer of SNS and its own record, or when SNS delivers twice:
   * standard topics do not keep repetitions away. In the text as `messageId`, and among the message's attributes.
   */
  readonly id: string;
  /** `run-ended`, `approval-requested`, `day-planned`: an attribute of the message, for filter policies of subscriptions. */
  readonly kind: string;
  readonly subject: string;
  /** JSON. */
  readonly text: string;
}

/** A message about something. Its id derives from all that it says. */
export function newsOf(kind: string, about: string, subject: string, content: object): News {
  const digest = createHash("sha256").update(JSON.stringify(content)).digest("hex").slice(0, 12);
  const id = `${kind}/${about}/${digest}`;
  return { id, kind, subject: subjectOf(subject), text: JSON.stringify({ kind, messageId: id, ...content }) };
}

/** How a run of the function ended: what it returns, and what its message says. Holds no secrets. */
export interface Told {
  readonly version: 1;
  readonly runId: string;
  readonly experiment: string;
  readonly verdict: VerdictKind;
  /** The first one decided. */
  readonly reasons: readonly Pick<Reason, "code" | "message" | "supports">[];
  /** ISO 8601; `null` where the run did not come so far. */
  readonly startedAt: string | null;
  readonly endedAt: string | null;
  readonly fisExperimentId: string | null;
  readonly by: string;
  readonly links: {
    readonly html: string | null;
    readonly json: string | null;
    /** The experiment in the FIS console. */
    readonly fis: string | null;
  };
}

/** SNS takes at most 100 characters of ASCII, without line breaks. https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
const SUBJECT = 100;
/** A message of SNS has at most 256 KB. */
const MOST_REASONS = 50;
const LONGEST_REASON = 1_000;

function subjectOf(text: string): string {
  return text.replace(/[^ -~]+/g, " ").slice(0, SUBJECT);
}

/** The message about a run's end. */
export function endNews(told: Told): News {
  return newsOf("run-ended", told.runId, `Faultline ${told.verdict.toUpperCase()}: ${told.experiment} (${told.runId})`, told);
}

export function fewReasons(reasons: readonly Reason[]): Told["reasons"] {
  return reasons
    .slice(0, MOST_REASONS)
    .map(({ code, message, supports }) => ({ code, message: message.slice(0, LONGEST_REASON), supports }));
}

/** The message that asks for consent. The callback's id is not in it: consent goes through `faultline approve`. */
export function requestNews(request: {
  readonly runId: string;
  readonly experiment: string;
  readonly hypothesis: string;
  readonly planHash: string;
  readonly requestedBy: string;
  readonly reason: string | null;
  readonly by: readonly string[];
  readonly askedAt: number;
  readonly until: number;
}): News {
  const { runId, experiment, askedAt, until } = request;
  return newsOf("approval-requested", runId, `Faultline asks for approval: ${experiment} (${runId})`, {
    version: 1,
    ...request,
    askedAt: new Date(askedAt).toISOString(),
    until: new Date(until).toISOString(),
    within: humanDuration(until - askedAt),
    how: `faultline approve ${runId} --remote`,
  });
}
