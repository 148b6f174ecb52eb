import { humanDuration, valueText } from "../words";
import { endsIn, type Plot, type ReportModel } from "./model";
import { counted } from "./text";

type Reason = NonNullable<ReportModel["verdict"]>["reasons"][number];

/** One line under the verdict. `supports` says what it speaks for; the codes are those of the reasons that it tells. */
export interface Point {
  readonly text: string;
  readonly supports: Reason["supports"];
  readonly code: string;
  /** Whether the verdict rests on it. */
  readonly decides: boolean;
}

/** More of one kind than this are left to the table of all findings. */
const MOST = 6;

/** What is said beside a verdict whatever it is, when it is known. */
const ALSO: readonly string[] = ["hypothesis-held", "recovered-in-time", "effect-seen", "restored", "no-residue", "guard-quiet"];

/** What decided the verdict, then the few facts that a reader asks for next. All findings stand in a table below. */
export function pointsOf(model: ReportModel): readonly Point[] {
  const reasons = model.verdict?.reasons ?? [];
  const kind = model.verdict?.kind;
  const deciding =
    kind === "passed" ? reasons.filter(({ code }) => code === "hypothesis-held") : reasons.filter((item) => item.supports === kind);
  const shown = deciding.slice(0, MOST).map((reason) => pointOf(reason, true));
  const also = ALSO.filter((code) => kind !== "passed" || code !== "hypothesis-held").flatMap((code) => together(code, reasons));
  return [...shown, ...also];
}

/** Several reasons of one code as one line where that says as much. */
function together(code: string, all: readonly Reason[]): readonly Point[] {
  const reasons = all.filter((reason) => reason.code === code && reason.supports === "passed");
  const [first] = reasons;
  if (!first) return [];
  if (reasons.length === 1) return [pointOf(first, false)];
  const point = (text: string): readonly Point[] => [{ text, supports: "passed", code, decides: false }];
  if (code === "restored") return point(`all ${reasons.length} resources are back as they were, or replaced`);
  if (code === "effect-seen") return point(`each fault took effect: ${reasons.map(({ message }) => message.split(": ")[0]).join(", ")}`);
  return reasons.map((reason) => pointOf(reason, false));
}

function pointOf({ message, supports, code }: Reason, decides: boolean): Point {
  return { text: message, supports, code, decides };
}

/** A number worth a tile: what it is, and what to compare it with. */
export interface Figure {
  readonly value: string;
  readonly name: string;
  readonly note: string;
}

/** The numbers of a run: what the fault did to each check, then its extent. */
export function figuresOf(model: ReportModel): readonly Figure[] {
  const { recoveredAfterMs, manifest, phases } = model;
  const fault = phases.find(({ phase }) => phase === "fault");
  const stopping = phases.find(({ phase }) => phase === "stopping");
  const hit = new Set(model.map.flatMap(({ items }) => items).flatMap((item) => (item.hit ? [item.id] : []))).size;
  const figures = [...checkFigures(model)];
  if (recoveredAfterMs !== null) {
    const value = recoveredAfterMs === 0 ? "at once" : humanDuration(recoveredAfterMs);
    figures.push({ value, name: "back to normal", note: `allowed: ${humanDuration(manifest.plan.recoveryMs)}` });
  }
  if (fault) {
    const lasted = humanDuration((stopping ?? fault).to - fault.from);
    figures.push({ value: lasted, name: "under fault", note: `at most ${humanDuration(manifest.plan.maxDurationMs)}` });
  }
  figures.push({ value: String(hit), name: hit === 1 ? "resource hit" : "resources hit", note: `at most ${manifest.plan.maxTargets}` });
  return figures;
}

/** How fast it was stopped; none for a run that nobody stopped. What a scaled clock says of it means nothing: these are in real time. */
export function abortFiguresOf({ abort, speed }: ReportModel): readonly Figure[] {
  const span = (name: string, from: number | null, to: number | null): readonly Figure[] => {
    if (from === null || to === null) return [];
    if (to < from) return [{ value: "at once", name, note: "it was over by then" }];
    const ms = to - from;
    return [{ value: humanDuration(ms / speed), name, note: speed === 1 ? "" : `real time; ${humanDuration(ms)} on the run's clock` }];
  };
  if (!abort) return [];
  return [
    ...span("breach to decision", abort.breachAt, abort.decidedAt),
    ...span("decision to stop accepted", abort.decidedAt, abort.stopAcceptedAt),
    ...span("stop accepted to effect gone", abort.stopAcceptedAt, abort.effectGoneAt),
  ];
}

function checkFigures(model: ReportModel): readonly Figure[] {
  return model.manifest.plan.checks.flatMap((check): readonly Figure[] => {
    const found = model.plots.find((item) => item.usedBy.includes(`check:${check.name}`));
    const worst = found && worstIn(model, found);
    if (!worst) return [];
    return [
      {
        value: valueText(worst.value, found.unit),
        name: `worst ${check.name} during the fault`,
        note: `allowed: ${check.duringFault.text}`,
      },
    ];
  });
}

/** The sample of a check's metric that was worst during the fault; `undefined` for metrics that no check watches, and without data. */
export function worstIn(model: ReportModel, plot: Plot): { readonly at: number; readonly value: number } | undefined {
  const check = model.manifest.plan.checks.find(({ name }) => plot.usedBy.includes(`check:${name}`));
  if (!check) return undefined;
  const spans = model.phases.filter(({ phase }) => phase === "fault" || phase === "stopping");
  const up = check.duringFault.operator === "below" || check.duringFault.operator === "atMost";
  return plot.samples
    .filter((sample) => spans.some(({ from, to }) => endsIn(sample, plot.periodMs, from, to)))
    .flatMap(({ at, value }) => (value === null ? [] : [{ at, value }]))
    .reduce<{ at: number; value: number } | undefined>(
      (worst, sample) => (worst && (up ? worst.value >= sample.value : worst.value <= sample.value) ? worst : sample),
      undefined,
    );
}

/** `31 findings: 29 good, 2 against` */
export function findingsText(model: ReportModel): string {
  const reasons = model.verdict?.reasons ?? [];
  const good = reasons.filter(({ supports }) => supports === "passed").length;
  return `${counted(reasons.length, "finding")}${good === reasons.length ? ", all good" : `, ${good} good`}`;
}
