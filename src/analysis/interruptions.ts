import { firstOf, lastOf, type StopCause } from "../journal";
import { humanDuration, valueText } from "../words";
import { askedFirst, askedLast, NOT_WAITED_FOR } from "./check-names";
import type { RunFacts } from "./facts";
import { guardUnit } from "./guard";
import type { Reason } from "./verdict";

/** Something that kept a run from its normal end. Each rule is asked by itself; what none of them finds did not interrupt. */
type Rule = (facts: RunFacts) => readonly Reason[];

const unfinished: Rule = ({ entries }) =>
  entries.some(({ event }) => event.type === "phase-entered" && event.phase === "judgement")
    ? []
    : [errored("run-unfinished", "the run has not come to its end", {})];

const endUnknown: Rule = ({ startAccepted, startRequested, isOver, entries }) => {
  if (startAccepted && !isOver)
    return [
      errored("end-unknown", `experiment ${startAccepted.event.fisExperimentId} was never seen to end: it may still run`, {
        fisExperimentId: startAccepted.event.fisExperimentId,
      }),
    ];
  const answered = ["start-accepted", "start-not-found", "start-refused"];
  const isOpen = startRequested && !entries.some(({ seq, event }) => seq > startRequested.seq && answered.includes(event.type));
  return isOpen ? [errored("end-unknown", "a start was asked for and never answered: an experiment may run", {})] : [];
};

const refusedBefore: Rule = ({ answers }) =>
  answers
    .filter(({ event }) => event.answer !== "ok" && event.facts[NOT_WAITED_FOR] !== true)
    .map(({ event }) => ({
      code: "check-refused",
      message: `${event.check}: ${event.message}`,
      supports: "blocked",
      facts: { check: event.check, answer: event.answer, ...event.facts },
    }));

const breachedBefore: Rule = ({ breach, startRequested, plan }) =>
  breach && !startRequested
    ? [
        {
          code: "guard-breached-before-start",
          message: `guard ${breach.event.guard} was breached before the fault: ${valueText(breach.event.value, guardUnit(plan, breach.event.guard))} is ${breach.event.threshold}`,
          supports: "blocked",
          facts: { guard: breach.event.guard, value: breach.event.value, threshold: breach.event.threshold },
        },
      ]
    : [];

const abnormalBefore: Rule = ({ entries, startRequested }) => {
  const judged = lastOf(entries, "baseline-judged");
  if (!judged || startRequested || judged.event.answer === "ok") return [];
  return [
    {
      code: judged.event.answer === "bad" ? "baseline-bad" : "missing-data",
      message: `${judged.event.message}; nothing was started`,
      supports: "inconclusive",
      facts: {},
    },
  ];
};

const startRefused: Rule = ({ entries, startAccepted }) => {
  const refused = lastOf(entries, "start-refused");
  if (!refused || startAccepted) return [];
  const { code, message } = refused.event;
  const isQuota = /quota/i.test(code);
  return [
    {
      code: isQuota ? "start-quota" : "start-refused",
      message: `FIS refused the start: ${code}: ${message}`,
      supports: isQuota ? "blocked" : "errored",
      facts: { code },
    },
  ];
};

const stoppedByUs: Rule = (facts) =>
  facts.stop ? [aborted(codeOf(facts.stop.event.cause), sentenceOf(facts), { cause: facts.stop.event.cause })] : [];

const stoppedByOthers: Rule = ({ stop, observed, attributed, isOver }) => {
  const status = observed?.event.status;
  // Who ended it is only found out where it ended without us: a stop that was asked for afterwards ended nothing.
  if ((stop && !attributed) || !isOver || (status !== "stopped" && status !== "cancelled" && !attributed)) return [];
  const said = observed?.event.reason ? ` (FIS: ${observed.event.reason})` : "";
  if (!attributed) return [aborted("stopped-early", `the experiment ended ${status} before its end${said}`, { status })];
  const code = {
    guard: "stop-condition",
    "dead-man": "dead-man",
    "safety-lever": "safety-lever",
    outside: "stopped-outside",
    unknown: "stopped-early",
  }[attributed.to];
  return [aborted(code, `${attributed.message}${said}`, { status, guard: attributed.guard, since: attributed.since })];
};

const platformFailed: Rule = ({ observed, isOver, stop }) => {
  if (!isOver || observed?.event.status !== "failed" || stop) return [];
  const { reason, errorCode } = observed.event;
  const isEmpty = errorCode === "InvalidTarget" || /empty set/i.test(reason);
  return [
    isEmpty
      ? { code: "no-targets", message: `FIS found no target: ${reason}`, supports: "inconclusive", facts: { errorCode } }
      : errored("experiment-failed", `the experiment failed: ${errorCode ? `${errorCode}: ` : ""}${reason}`, { errorCode }),
  ];
};

const RULES: readonly Rule[] = [
  unfinished,
  endUnknown,
  refusedBefore,
  breachedBefore,
  abnormalBefore,
  startRefused,
  stoppedByOthers,
  stoppedByUs,
  platformFailed,
];

/** Everything that interrupted a run. Empty for one that went its whole way. */
export function interruptionsOf(facts: RunFacts): readonly Reason[] {
  return RULES.flatMap((rule) => rule(facts));
}

/** Names of checks before the start that were not answered. */
export function unanswered(facts: RunFacts): readonly string[] {
  const created = firstOf(facts.entries, "run-created")?.event;
  return [...askedFirst(created), ...askedLast(created)].filter((name) => !facts.answers.some(({ event }) => event.check === name));
}

function codeOf(cause: StopCause): string {
  return { guard: "guard-breached", person: "stopped-by-person", "max-duration": "max-duration", orchestrator: "stopped-by-orchestrator" }[
    cause.kind
  ];
}

function sentenceOf({ stop, breach, plan, startRequested }: RunFacts): string {
  const cause = stop?.event.cause;
  const when = startRequested ? "" : " before anything was started";
  switch (cause?.kind) {
    case "guard": {
      const seen = breach?.event;
      const detail = seen
        ? seen.seenIn === "alarm"
          ? ": its alarm went off"
          : `: ${valueText(seen.value, guardUnit(plan, seen.guard))} at sample ${seen.sample}, breached when ${seen.threshold}`
        : "";
      return `guard ${cause.guard} stopped the experiment${detail}`;
    }
    case "person":
      return `${cause.by} stopped the run${when}: ${cause.reason}`;
    case "max-duration":
      return `the experiment was stopped because it lasted longer than ${humanDuration(plan.maxDurationMs)}`;
    default:
      return `the orchestrator stopped the run${when}: ${cause?.kind === "orchestrator" ? cause.reason : "unknown"}`;
  }
}

function aborted(code: string, message: string, facts: Reason["facts"]): Reason {
  return { code, message, supports: "aborted", facts };
}

function errored(code: string, message: string, facts: Reason["facts"]): Reason {
  return { code, message, supports: "errored", facts };
}
