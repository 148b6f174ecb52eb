import { entriesOf, lastOf } from "../journal";
import { humanDuration, valueText } from "../words";
import { type Finding, judgeSamples, judgeTraffic, thresholdOf } from "./check";
import { effectOf } from "./effect";
import { chosenFor, faultActions, hasTargets, type RunFacts } from "./facts";
import { breachOf, guardUnit } from "./guard";
import { unanswered } from "./interruptions";
import { recoveredAfter } from "./recovery";
import { restorable } from "./restoration";
import { type Belonging, samplesIn, type Window } from "./samples";
import { meets } from "./threshold";
import { floorTo, GOOD_IN_A_ROW } from "./timing";
import type { Reason, VerdictKind } from "./verdict";

/**
 * What must be shown before a run can pass. A fact that finds nothing to say is a fact that was not shown, so that what was forgotten
 * makes a verdict inconclusive, and never good.
 */
export interface RequiredFact {
  readonly name: string;
  readonly find: (facts: RunFacts) => readonly Reason[];
}

export const REQUIRED: readonly RequiredFact[] = [
  { name: "checked-before", find: checkedBefore },
  { name: "baseline-normal", find: baselineNormal },
  { name: "experiment-completed", find: experimentCompleted },
  { name: "actions-completed", find: actionsCompleted },
  { name: "targets-chosen", find: targetsChosen },
  { name: "blast-radius-kept", find: blastRadiusKept },
  { name: "effect-seen", find: effectSeen },
  { name: "traffic-sufficient", find: trafficSufficient },
  { name: "guards-watched", find: guardsWatched },
  { name: "hypothesis-held", find: hypothesisHeld },
  { name: "recovered-in-time", find: recoveredInTime },
  { name: "recovery-measured", find: recoveryMeasured },
  { name: "restored", find: restored },
  { name: "no-residue", find: noResidue },
];

function checkedBefore(facts: RunFacts): readonly Reason[] {
  const missing = unanswered(facts);
  const no = facts.answers.find(({ event }) => event.answer !== "ok");
  if (missing.length > 0 || no)
    return [
      inconclusive(
        "not-checked",
        `not everything was checked before the start: ${[...missing, ...(no ? [no.event.check] : [])].join(", ")}`,
      ),
    ];
  return [passed("checked-before", `${facts.answers.length} checks before the start answered yes`)];
}

function baselineNormal(facts: RunFacts): readonly Reason[] {
  const { baseline } = facts.windows;
  if (!baseline) return [];
  return facts.plan.checks.map((check) => {
    const threshold = thresholdOf(check, "baseline");
    const finding = judgeSamples(
      samples(facts, `check:${check.name}`, check.metric.periodMs, baseline, "settled"),
      threshold,
      check.tolerate,
    );
    return judged(
      finding,
      { held: "baseline-normal", missed: "baseline-bad", as: "inconclusive" },
      `${check.name} before the fault`,
      threshold.text,
      check.metric.unit,
    );
  });
}

function experimentCompleted({ observed, isOver }: RunFacts): readonly Reason[] {
  if (!observed || !isOver) return [];
  if (observed.event.status !== "completed") return [inconclusive("not-completed", `the experiment ended ${observed.event.status}`)];
  return [passed("experiment-completed", "the experiment ran to its end")];
}

function actionsCompleted({ plan, observed }: RunFacts): readonly Reason[] {
  return plan.actions.map((action) => {
    const status = observed?.event.actions[action.name]?.status;
    if (status === "completed") return passed("action-completed", `${action.name} completed`);
    if (status === "skipped") return inconclusive("action-skipped", `${action.name} was skipped: it found no target`);
    return inconclusive("action-unfinished", `${action.name} did not complete: ${status ?? "never seen"}`);
  });
}

function targetsChosen(facts: RunFacts): readonly Reason[] {
  return faultActions(facts.plan).map((action) => {
    if (!hasTargets(action))
      return passed("without-targets", `${action.name} acts on nothing that FIS chooses: its effect metric speaks for it`);
    const count = chosenFor(facts, action).length;
    if (facts.resolved === null) return inconclusive("targets-unknown", `what ${action.name} hit is not known`);
    return count > 0
      ? passed("targets-chosen", `${action.name} hit ${count}`, { count })
      : inconclusive("no-targets", `${action.name} had no target`);
  });
}

function blastRadiusKept({ resolved, plan }: RunFacts): readonly Reason[] {
  if (resolved === null) return [];
  const count = new Set(resolved.map((target) => `${target.resourceType} ${target.id}`)).size;
  const facts = { count, allowed: plan.maxTargets };
  return count <= plan.maxTargets
    ? [passed("blast-radius-kept", `${count} of at most ${plan.maxTargets} targets were hit`, facts)]
    : [reason("failed", "blast-radius-exceeded", `${count} targets were hit, at most ${plan.maxTargets} were allowed`, facts)];
}

function effectSeen(facts: RunFacts): readonly Reason[] {
  const actions = faultActions(facts.plan);
  if (actions.length === 0) return [inconclusive("no-effect", "no action of the experiment does anything to the system")];
  return actions.map((action) => {
    const finding = effectOf(facts, action);
    return finding.seen ? passed("effect-seen", finding.message) : inconclusive(finding.code, finding.message);
  });
}

function trafficSufficient(facts: RunFacts): readonly Reason[] {
  const { traffic } = facts.plan;
  const phases = [
    ["before", facts.windows.baseline, "settled"],
    ["during", facts.windows.fault, "touching"],
  ] as const;
  return phases.flatMap(([when, window, belonging]) => {
    if (!window) return [inconclusive("missing-data", `the time ${when} the fault is not known`)];
    const finding = judgeTraffic(traffic, samples(facts, "traffic", traffic.metric.periodMs, window, belonging));
    return [
      judged(
        finding,
        { held: "traffic-sufficient", missed: "low-traffic", as: "inconclusive" },
        `traffic ${when} the fault`,
        `at least ${traffic.text}`,
        "Count/Second",
      ),
    ];
  });
}

function guardsWatched(facts: RunFacts): readonly Reason[] {
  const { fault } = facts.windows;
  if (!fault) return [];
  if (facts.breach) {
    const { guard, value, threshold } = facts.breach.event;
    // Told as what interrupted the run; here it is only that the guard did its work.
    if (facts.stop?.event.cause.kind === "guard" || facts.attributed?.to === "guard")
      return [passed("guard-acted", `guard ${guard} was breached, and the fault was stopped`, { guard })];
    return [
      reason(
        "failed",
        "guard-breached-late",
        `guard ${guard} was breached (${breachText(value, guardUnit(facts.plan, guard), threshold)}), and something else ended the fault`,
        { guard, value },
      ),
    ];
  }
  const waiver = facts.plan.guardWaiver;
  if (facts.plan.guards.length === 0)
    return waiver ? [passed("guard-waived", `no guard: waived by ${waiver.by}: ${waiver.reason}`, waiver)] : [];
  return facts.plan.guards.map((guard) => {
    const { periodMs } = guard.metric;
    const from = floorTo(periodMs, fault.from) - (guard.of - 1) * periodMs;
    const all = samples(facts, `guard:${guard.name}`, periodMs, { from, to: fault.to }, "touching");
    const later = Number.MAX_SAFE_INTEGER;
    const known = all.filter((sample) => sample.value !== null);
    const breach = breachOf(guard, known, fault.from, later);
    if (breach)
      return reason(
        "failed",
        "guard-breached-late",
        `guard ${guard.name} was breached (${breachText(breach.value, guard.metric.unit, guard.breachedWhen.text)}), and ${endedEarly(facts) ? "something else ended the fault" : "nothing stopped the fault"}`,
        { guard: guard.name, value: breach.value },
      );
    if (guard.missingData === "breaching" && (known.length === 0 || breachOf(guard, all, fault.from, later)))
      return inconclusive("guard-blind", `guard ${guard.name} had no data for a part of the fault`, { guard: guard.name });
    return passed("guard-quiet", `guard ${guard.name} was not breached`, { guard: guard.name });
  });
}

function breachText(value: number | null, unit: Parameters<typeof valueText>[1], threshold: string): string {
  return value === null ? `no data, where ${threshold} is a breach` : `${valueText(value, unit)} is ${threshold}`;
}

/** Whether the fault did not run its course: somebody asked for a stop, or the platform reports one. */
function endedEarly({ stop, attributed, observed }: RunFacts): boolean {
  const status = observed?.event.status;
  return stop !== undefined || attributed !== undefined || status === "stopped" || status === "cancelled" || status === "failed";
}

function hypothesisHeld(facts: RunFacts): readonly Reason[] {
  const { fault } = facts.windows;
  if (!fault) return [];
  return facts.plan.checks.map((check) => {
    const threshold = thresholdOf(check, "fault");
    const finding = judgeSamples(
      samples(facts, `check:${check.name}`, check.metric.periodMs, fault, "touching"),
      threshold,
      check.tolerate,
    );
    return judged(
      finding,
      { held: "hypothesis-held", missed: "check-missed", as: "failed" },
      `${check.name} during the fault`,
      threshold.text,
      check.metric.unit,
    );
  });
}

function recoveredInTime(facts: RunFacts): readonly Reason[] {
  const { fault, recovery } = facts.windows;
  if (!fault || !recovery) return [];
  const within = humanDuration(facts.plan.recoveryMs);
  const after = recoveredAfter(facts.plan, facts.series, fault.to, recovery.to);
  if (after === undefined) {
    const bad = facts.plan.checks.find((check) =>
      samples(facts, `check:${check.name}`, check.metric.periodMs, recovery, "inside")
        .slice(-GOOD_IN_A_ROW)
        .some((sample) => sample.value !== null && !meets(check.normal, sample.value)),
    );
    return bad
      ? [reason("failed", "not-recovered", `${bad.name} was not ${bad.normal.text} again after the fault`, { check: bad.name })]
      : [inconclusive("recovery-unknown", "whether the system recovered is not known: data or traffic is missing after the fault")];
  }
  if (!lastOf(facts.entries, "recovered")) return [inconclusive("recovery-unknown", "the recovery was not observed to its end")];
  const numbers = { afterMs: after, withinMs: facts.plan.recoveryMs };
  return after <= facts.plan.recoveryMs
    ? [passed("recovered-in-time", `normal again ${humanDuration(after)} after the fault, ${within} were allowed`, numbers)]
    : [reason("failed", "recovered-late", `normal again ${humanDuration(after)} after the fault, ${within} were allowed`, numbers)];
}

/** Nothing of the time after the fault is missing. What was bad in it is a matter of how long it lasted. */
function recoveryMeasured(facts: RunFacts): readonly Reason[] {
  const { recovery } = facts.windows;
  if (!recovery) return [];
  const { traffic, checks } = facts.plan;
  const series = [
    { key: "traffic" as const, periodMs: traffic.metric.periodMs, tolerate: 0 },
    ...checks.map((check) => ({ key: `check:${check.name}` as const, periodMs: check.metric.periodMs, tolerate: check.tolerate })),
  ];
  return series.map(({ key, periodMs, tolerate }) => {
    const all = samples(facts, key, periodMs, recovery, "inside");
    const missing = all.filter((sample) => sample.value === null).length;
    return missing <= Math.floor(tolerate * all.length)
      ? passed("recovery-measured", `${key} after the fault: ${all.length - missing} samples`, { samples: all.length, missing })
      : inconclusive("missing-data", `${key} after the fault: ${missing} of ${all.length} samples have no data`, {
          samples: all.length,
          missing,
        });
  });
}

function restored(facts: RunFacts): readonly Reason[] {
  const checked = entriesOf(facts.entries, "restoration-checked");
  return restorable(facts).map((target) => {
    const last = checked.findLast(({ event }) => event.target === target)?.event;
    if (last?.answer === "restored") return passed("restored", `${target}: ${last.message}`, { target });
    if (last?.answer === "not-restored") return reason("failed", "not-restored", `${target}: ${last.message}`, { target });
    return inconclusive("restoration-unknown", `${target}: ${last?.message ?? "nobody looked whether it is back"}`, { target });
  });
}

function noResidue(facts: RunFacts): readonly Reason[] {
  const last = lastOf(facts.entries, "residue-checked")?.event;
  if (!last) return [];
  if (last.answer === "clean") return [passed("no-residue", "nothing that FIS made was left behind")];
  if (last.answer === "unknown") return [inconclusive("residue-unknown", `whether anything was left behind is not known: ${last.message}`)];
  return [
    reason("failed", "residue-left", `left behind: ${last.items.map((item) => `${item.what} ${item.id}`).join(", ")}`, {
      items: last.items,
    }),
  ];
}

function samples(facts: RunFacts, key: Parameters<RunFacts["series"]["get"]>[0], periodMs: number, window: Window, belonging: Belonging) {
  return samplesIn(facts.series.get(key), periodMs, window, belonging);
}

/** A finding as a reason: held, missed, or not to be known. */
function judged(
  finding: Finding,
  codes: { readonly held: string; readonly missed: string; readonly as: VerdictKind },
  what: string,
  bound: string,
  unit: string,
): Reason {
  const facts = { ...finding, bound };
  const count = `${finding.misses} of ${finding.samples} samples missed it`;
  switch (finding.answer) {
    case "held":
      return passed(
        codes.held,
        `${what} was ${bound}: worst ${valueText(finding.worst, unit)}, ${count}, ${finding.allowed} allowed`,
        facts,
      );
    case "missed":
      return reason(
        codes.as,
        codes.missed,
        `${what} was not ${bound}: worst ${valueText(finding.worst, unit)}, ${count}, ${finding.allowed} allowed`,
        facts,
      );
    case "too-few":
      return inconclusive("too-few-samples", `${what}: ${finding.samples} samples are too few to conclude anything`, facts);
    case "unknown":
      return inconclusive("missing-data", `${what}: ${finding.missing} of ${finding.samples} samples have no data`, facts);
  }
}

function reason(supports: VerdictKind, code: string, message: string, facts: Reason["facts"] = {}): Reason {
  return { code, message, supports, facts };
}

function passed(code: string, message: string, facts: Reason["facts"] = {}): Reason {
  return reason("passed", code, message, facts);
}

function inconclusive(code: string, message: string, facts: Reason["facts"] = {}): Reason {
  return reason("inconclusive", code, message, facts);
}
