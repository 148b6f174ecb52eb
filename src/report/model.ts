import { abortOf, sampleNumber } from "../analysis";
import type { ActionPlan, Manifest, MetricPlan, ThresholdPlan } from "../experiment";
import {
  type Entry,
  entriesOf,
  firstOf,
  lastOf,
  type Phase,
  type ResolvedTarget,
  type Sample,
  type SeriesKey,
  seriesIn,
  seriesOfPlan,
  type VerdictShape,
} from "../journal";
import { mapOf, type ZoneMap } from "./map";

/** A stretch of the run. `to` is the end of the run for the phase it is in. */
export interface PhaseSpan {
  readonly phase: Phase;
  readonly from: number;
  readonly to: number;
}

/** A line across a plot, over a stretch of time. */
export interface ThresholdLine {
  readonly kind: "normal" | "fault" | "guard" | "effect" | "floor";
  readonly value: number;
  readonly text: string;
  readonly from: number;
  readonly to: number;
}

/** One metric over the run with everything that it is compared with. Checks and guards on the same metric share a plot. */
export interface Plot {
  /** What the plan calls it: the names of the checks, guards and effects that use it. */
  readonly name: string;
  readonly title: string;
  readonly unit: string;
  readonly periodMs: number;
  readonly samples: readonly Sample[];
  readonly lines: readonly ThresholdLine[];
  readonly usedBy: readonly string[];
}

export interface ActionBar {
  readonly name: string;
  readonly plan: ActionPlan | null;
  readonly status: string;
  readonly reason: string;
  readonly from: number | null;
  readonly to: number | null;
}

export interface GuardStory {
  readonly name: string;
  readonly text: string;
  readonly threshold: ThresholdPlan;
  readonly samples: readonly Sample[];
  readonly breach: {
    readonly at: number;
    readonly firstBadAt: number;
    readonly sample: number;
    readonly value: number | null;
    readonly seenIn: string;
  } | null;
}

/** The four moments of a stop, where they are known. */
export interface AbortStory {
  readonly by: string;
  readonly breachAt: number | null;
  readonly decidedAt: number | null;
  readonly stopAcceptedAt: number | null;
  readonly effectGoneAt: number | null;
}

/** All that a report tells, whatever its form. Made of the journal alone. */
export interface ReportModel {
  readonly runId: string;
  readonly manifest: Manifest;
  readonly platform: "aws" | "sandbox";
  readonly speed: number;
  readonly by: string;
  readonly version: string;
  readonly from: number;
  readonly to: number;
  readonly ended: boolean;
  readonly verdict: VerdictShape | null;
  readonly fisExperimentId: string | null;
  readonly fisExperimentArn: string | null;
  readonly phases: readonly PhaseSpan[];
  readonly plots: readonly Plot[];
  readonly actions: readonly ActionBar[];
  /** What FIS chose, for each of the plan's targets. */
  readonly chosen: readonly ResolvedTarget[];
  readonly map: ZoneMap;
  readonly guards: readonly GuardStory[];
  readonly abort: AbortStory | null;
  readonly preflight: readonly { readonly check: string; readonly answer: string; readonly message: string }[];
  readonly restoration: readonly { readonly target: string; readonly answer: string; readonly message: string }[];
  readonly residue: { readonly answer: string; readonly message: string } | null;
  readonly recoveredAfterMs: number | null;
  readonly adoptions: number;
  readonly entries: readonly Entry[];
  /** The hash of the last entry: it stands for the whole journal. */
  readonly journalHash: string;
}

/** A sample tells of the stretch in which its period ended: the one in which the fault began shows the fault. */
export function endsIn(sample: Sample, periodMs: number, from: number, to: number): boolean {
  const end = sample.at + periodMs;
  return end > from && end <= to;
}

/** What a journal tells. Works on the journal of a run that is still going on, too; `undefined` for an empty one. */
export function reportModel(entries: readonly Entry[]): ReportModel | undefined {
  const created = firstOf(entries, "run-created");
  const last = entries.at(-1);
  if (!created || !last) return undefined;
  const { manifest, platform, speed, by, version } = created.event;
  const phases = phasesOf(entries, last.at);
  const accepted = lastOf(entries, "start-accepted");
  const residue = lastOf(entries, "residue-checked");
  return {
    runId: created.runId,
    manifest,
    platform,
    speed,
    by,
    version,
    from: created.at,
    to: last.at,
    ended: last.event.type === "run-ended",
    verdict: lastOf(entries, "judged")?.event.verdict ?? null,
    fisExperimentId: accepted?.event.fisExperimentId ?? null,
    fisExperimentArn: accepted?.event.fisExperimentArn ?? null,
    phases,
    plots: plotsOf(entries, manifest, phases, created.at, last.at),
    actions: actionsOf(entries, manifest),
    chosen: lastOf(entries, "targets-resolved")?.event.targets ?? [],
    map: mapOf(entries),
    guards: guardsOf(entries, manifest),
    abort: abortStory(entries),
    preflight: entriesOf(entries, "preflight-answered").map(({ event }) => ({
      check: event.check,
      answer: event.answer,
      message: event.message,
    })),
    restoration: entriesOf(entries, "restoration-checked").map(({ event }) => ({
      target: event.target,
      answer: event.answer,
      message: event.message,
    })),
    residue: residue ? { answer: residue.event.answer, message: residue.event.message } : null,
    recoveredAfterMs: lastOf(entries, "recovered")?.event.afterMs ?? null,
    // One conductor that hands over to the next as intended is no crash.
    adoptions: entries.filter(({ event }, index) => event.type === "adopted" && entries[index - 1]?.event.type !== "handed-over").length,
    entries,
    journalHash: last.hash,
  };
}

function phasesOf(entries: readonly Entry[], end: number): readonly PhaseSpan[] {
  const entered = entriesOf(entries, "phase-entered");
  return entered
    .map(({ at, event }, index) => ({ phase: event.phase, from: at, to: entered[index + 1]?.at ?? end }))
    .filter(({ phase }) => phase !== "ended");
}

function plotsOf(entries: readonly Entry[], manifest: Manifest, phases: readonly PhaseSpan[], from: number, to: number): readonly Plot[] {
  const book = seriesIn(entries);
  const fault = spanOf(phases, ["fault", "stopping"]);
  const actions = actionsOf(entries, manifest);
  const plots = new Map<string, Plot>();
  for (const { key, metric } of seriesOfPlan(manifest.plan)) {
    const id = JSON.stringify(metric);
    const samples = book.get(key) ?? [];
    const known = plots.get(id);
    plots.set(id, {
      name: nameOfSeries(known?.name, key),
      title: titleOf(metric),
      unit: metric.unit,
      periodMs: metric.periodMs,
      samples: merge(known?.samples ?? [], samples),
      lines: [...(known?.lines ?? []), ...linesOf(manifest, key, metric, fault, actions, from, to)],
      usedBy: [...(known?.usedBy ?? []), key],
    });
  }
  return [...plots.values()].sort((a, b) => b.lines.length - a.lines.length);
}

/** A check and a guard of one name on one metric are told once. */
function nameOfSeries(known: string | undefined, key: SeriesKey): string {
  const name = key.replace(/^\w+:/, "");
  return known === undefined ? name : known.split(", ").includes(name) ? known : `${known}, ${name}`;
}

function spanOf(phases: readonly PhaseSpan[], names: readonly Phase[]): { from: number; to: number } | undefined {
  const inside = phases.filter(({ phase }) => names.includes(phase));
  const [first] = inside;
  return first && { from: first.from, to: inside.at(-1)?.to ?? first.to };
}

function merge(a: readonly Sample[], b: readonly Sample[]): readonly Sample[] {
  const byTime = new Map(a.map((sample) => [sample.at, sample]));
  for (const sample of b) if (sample.value !== null || !byTime.has(sample.at)) byTime.set(sample.at, sample);
  return [...byTime.values()].sort((x, y) => x.at - y.at);
}

function linesOf(
  manifest: Manifest,
  key: SeriesKey,
  metric: MetricPlan,
  fault: { from: number; to: number } | undefined,
  actions: readonly ActionBar[],
  from: number,
  to: number,
): readonly ThresholdLine[] {
  const { checks, guards, effects, traffic } = manifest.plan;
  const [kind, name] = key.split(/:(.*)/s) as [string, string | undefined];
  const check = kind === "check" ? checks.find((item) => item.name === name) : undefined;
  if (check) {
    const normal = (a: number, b: number): ThresholdLine => ({
      kind: "normal",
      value: check.normal.value,
      text: `normal ${check.normal.text}`,
      from: a,
      to: b,
    });
    if (!fault) return [normal(from, to)];
    return [
      normal(from, fault.from),
      { kind: "fault", value: check.duringFault.value, text: `hypothesis ${check.duringFault.text}`, ...fault },
      normal(fault.to, to),
    ];
  }
  const guard = kind === "guard" ? guards.find((item) => item.name === name) : undefined;
  if (guard) return [{ kind: "guard", value: guard.breachedWhen.value, text: `stops when ${guard.breachedWhen.text}`, from, to }];
  const effect = kind === "effect" ? effects.find((item) => item.name === name) : undefined;
  if (effect) {
    const { value, text } = effect.becomes;
    return [{ kind: "effect", value, text: `evidence when ${text}`, ...(timeOf(actions, effect.of) ?? fault ?? { from, to }) }];
  }
  return [{ kind: "floor", value: (traffic.atLeast * metric.periodMs) / 1_000, text: `at least ${traffic.text}`, from, to }];
}

/** From the beginning of the first of these actions to the end of the last; `undefined` when any of that is not known. */
function timeOf(actions: readonly ActionBar[], names: readonly string[]): { from: number; to: number } | undefined {
  const own = actions.filter(({ name }) => names.includes(name));
  const [from, to] = [own.map((action) => action.from), own.map((action) => action.to)];
  if (own.length === 0 || from.includes(null) || to.includes(null)) return undefined;
  return { from: Math.min(...from.map(Number)), to: Math.max(...to.map(Number)) };
}

/** `HTTPCode_Target_5XX_Count (Sum)`, or the expression. */
function titleOf(metric: MetricPlan): string {
  const returned = metric.queries.find((query) => query.id === metric.returns);
  if (returned?.kind === "metric") return `${returned.name} (${returned.statistic})`;
  const names = Object.fromEntries(metric.queries.flatMap((query) => (query.kind === "metric" ? [[query.id, query.name]] : [])));
  const expression = returned?.kind === "expression" ? returned.expression : "";
  return expression.replace(/\b[a-z]\w*\b/g, (id) => names[id] ?? id);
}

function actionsOf(entries: readonly Entry[], manifest: Manifest): readonly ActionBar[] {
  const seen = lastOf(entries, "experiment-observed")?.event.actions ?? {};
  return manifest.plan.actions.map((plan) => {
    const observed = seen[plan.name];
    return {
      name: plan.name,
      plan,
      status: observed?.status ?? "not started",
      reason: observed?.reason ?? "",
      from: observed?.startedAt ?? null,
      to: observed?.endedAt ?? null,
    };
  });
}

function guardsOf(entries: readonly Entry[], manifest: Manifest): readonly GuardStory[] {
  const book = seriesIn(entries);
  return manifest.plan.guards.map((guard) => {
    const breach = entriesOf(entries, "guard-breached").find(({ event }) => event.guard === guard.name)?.event ?? byItself(entries, guard);
    return {
      name: guard.name,
      text: `${guard.breachedWhen.text}, ${guard.bad} of ${guard.of} samples`,
      threshold: guard.breachedWhen,
      samples: book.get(`guard:${guard.name}`) ?? [],
      breach: breach
        ? { at: breach.breachAt, firstBadAt: breach.firstBadAt, sample: breach.sample, value: breach.value, seenIn: breach.seenIn }
        : null,
    };
  });
}

/** FIS may stop an experiment by the guard's alarm before anybody here has seen the breach. */
function byItself(entries: readonly Entry[], guard: Manifest["plan"]["guards"][number]) {
  const attributed = lastOf(entries, "stop-attributed")?.event;
  const since = attributed?.to === "guard" && attributed.guard === guard.name ? attributed.since : null;
  if (since === null) return undefined;
  const from = firstOf(entries, "start-accepted")?.at ?? since;
  return { breachAt: since, firstBadAt: since, sample: sampleNumber(guard.metric.periodMs, from, since), value: null, seenIn: "alarm" };
}

function abortStory(entries: readonly Entry[]): AbortStory | null {
  const requested = firstOf(entries, "stop-requested");
  const attributed = lastOf(entries, "stop-attributed");
  if (!requested && !attributed) return null;
  // A run that was stopped before anything was started has no instants but that of the wish.
  const times = abortOf(entries) ?? { breachAt: null, decidedAt: requested?.at ?? null, stopAcceptedAt: null, effectGoneAt: null };
  return { by: attributed ? attributed.event.message : requested ? causeOf(requested.event.cause) : "", ...times };
}

function causeOf(cause: Extract<Entry["event"], { type: "stop-requested" }>["cause"]): string {
  switch (cause.kind) {
    case "guard":
      return `the guard "${cause.guard}"`;
    case "person":
      return `${cause.by}: ${cause.reason}`;
    case "max-duration":
      return "the maximum duration";
    case "orchestrator":
      return `the orchestrator: ${cause.reason}`;
  }
}
