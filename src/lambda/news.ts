import type { Reason, VerdictKind } from "../analysis";
import { humanDuration } from "../words";

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

export function subjectOf(text: string): string {
  return text.replace(/[^ -~]+/g, " ").slice(0, SUBJECT);
}

/** Subject and body of the message about a run's end. */
export function endMessage(told: Told): readonly [subject: string, message: string] {
  return [
    subjectOf(`Faultline ${told.verdict.toUpperCase()}: ${told.experiment} (${told.runId})`),
    JSON.stringify({ kind: "run-ended", ...told }),
  ];
}

export function fewReasons(reasons: readonly Reason[]): Told["reasons"] {
  return reasons
    .slice(0, MOST_REASONS)
    .map(({ code, message, supports }) => ({ code, message: message.slice(0, LONGEST_REASON), supports }));
}

/** Subject and body of the message that asks for consent. The callback's id is not in it: consent goes through `faultline approve`. */
export function requestMessage(request: {
  readonly runId: string;
  readonly experiment: string;
  readonly hypothesis: string;
  readonly planHash: string;
  readonly requestedBy: string;
  readonly reason: string | null;
  readonly by: readonly string[];
  readonly askedAt: number;
  readonly until: number;
}): readonly [subject: string, message: string] {
  const { runId, experiment, askedAt, until } = request;
  return [
    subjectOf(`Faultline asks for approval: ${experiment} (${runId})`),
    JSON.stringify({
      version: 1,
      kind: "approval-requested",
      ...request,
      askedAt: new Date(askedAt).toISOString(),
      until: new Date(until).toISOString(),
      within: humanDuration(until - askedAt),
      how: `faultline approve ${runId} --remote`,
    }),
  ];
}
