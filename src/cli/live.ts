import type { Entry, RunEvent, Sample, SeriesKey } from "../journal";
import { humanDuration, valueText } from "../words";
import type { Output } from "./output";
import { visible } from "./table";

const BARS = "▁▂▃▄▅▆▇█";
const SPARK_WIDTH = 24;
const REDRAW_EVERY_MS = 250;

/** Shows a run while it goes on: a line for each thing that happens, and on a terminal a last line that says what it waits for. */
export interface LiveView {
  take(entry: Entry): void;
  /** Takes the last line away, so that something else can be written. */
  clear(): void;
  close(): void;
}

/** `now` is the run's clock, for what is left of the phase. */
export function liveView(out: Output, now: () => number): LiveView {
  const view = new View(out, now);
  const timer = out.live ? setInterval(() => view.redraw(), REDRAW_EVERY_MS) : undefined;
  return {
    take: (entry) => view.take(entry),
    clear: () => view.clear(),
    close: () => {
      clearInterval(timer);
      view.clear();
    },
  };
}

class View {
  private from = 0;
  private phase = "";
  private phaseFrom = 0;
  private bound: number | undefined;
  private drawn = false;
  private plan: Extract<RunEvent, { type: "run-created" }>["manifest"]["plan"] | undefined;
  private readonly series = new Map<SeriesKey, Map<number, number | null>>();

  constructor(
    private readonly out: Output,
    private readonly now: () => number,
  ) {}

  take(entry: Entry): void {
    const { event, at } = entry;
    if (event.type === "run-created") {
      this.from = at;
      this.plan = event.manifest.plan;
    }
    if (event.type === "phase-entered") {
      this.phase = event.phase;
      this.phaseFrom = at;
      this.bound = this.boundOf(event.phase);
    }
    if (event.type === "sampled") this.keep(event.series);
    const text = tell(event, this.out);
    if (text === undefined) return;
    this.clear();
    this.out.progress(`  ${this.out.paint.dim(`+${humanDuration(at - this.from)}`.padEnd(9))} ${text}`);
  }

  clear(): void {
    if (this.drawn) this.out.draw("\r\u001b[2K");
    this.drawn = false;
  }

  redraw(): void {
    if (this.plan === undefined || this.phase === "" || this.phase === "ended") return;
    const gone = this.now() - this.phaseFrom;
    const left = this.bound === undefined ? "" : `, at most ${humanDuration(Math.max(0, this.bound - gone))} more`;
    const checks = this.plan.checks.map((check) => {
      const values = [...(this.series.get(`check:${check.name}`) ?? new Map<number, number | null>())]
        .sort(([a], [b]) => a - b)
        .map(([, value]) => value);
      return `${check.name} ${spark(values.slice(-SPARK_WIDTH))} ${valueText(values.at(-1) ?? null, check.metric.unit)}`;
    });
    const line = `  ${this.out.paint.accent(this.phase)} ${humanDuration(gone)}${left}   ${checks.join("   ")}`;
    this.clear();
    this.out.draw(visible(line).length < this.out.columns ? line : visible(line).slice(0, this.out.columns - 1));
    this.drawn = true;
  }

  private keep(series: Readonly<Partial<Record<SeriesKey, readonly Sample[]>>>): void {
    for (const [key, samples] of Object.entries(series) as [SeriesKey, readonly Sample[]][]) {
      const known = this.series.get(key) ?? new Map<number, number | null>();
      for (const { at, value } of samples) known.set(at, value);
      this.series.set(key, known);
    }
  }

  private boundOf(phase: string): number | undefined {
    if (phase === "baseline") return this.plan?.baselineMs;
    if (phase === "fault") return this.plan?.maxDurationMs;
    return phase === "recovery" ? this.plan?.recoveryMs : undefined;
  }
}

/** The last values as little bars; a dot where there was no data. */
export function spark(values: readonly (number | null)[]): string {
  const top = Math.max(0, ...values.map((value) => value ?? 0));
  return values.map((value) => (value === null ? "·" : top === 0 ? BARS[0] : BARS[Math.min(7, Math.floor((value / top) * 7.99))])).join("");
}

const PHASES: Readonly<Partial<Record<string, string>>> = {
  preflight: "preflight: may it start?",
  baseline: "baseline: measuring what normal is",
  start: "starting the experiment",
  fault: "the fault is on; the guards watch",
  stopping: "stopping",
  recovery: "recovery: waiting until all is back to normal",
  judgement: "judging",
};

/** One line for what people want to see; nothing for the rest. */
function tell(event: RunEvent, { paint }: Output): string | undefined {
  switch (event.type) {
    case "phase-entered":
      return PHASES[event.phase] && paint.bold(PHASES[event.phase] ?? "");
    case "preflight-answered":
      return event.answer === "ok" ? undefined : `${paint.warn(`${event.check}: ${event.answer}`)}: ${event.message}`;
    case "start-accepted":
      return `FIS accepted it as ${event.fisExperimentId}`;
    case "start-refused":
      return paint.bad(`FIS refused the start: ${event.code} ${event.message}`);
    case "targets-resolved":
      return `${event.targets.length} targets: ${[...new Set(event.targets.map((target) => `${target.target}${target.zone ? ` in ${target.zone}` : ""}`))].join(", ")}`;
    case "experiment-observed":
      return `experiment ${event.status}: ${Object.entries(event.actions)
        .map(([name, action]) => `${name} ${action.status}`)
        .join(", ")}`;
    case "guard-breached":
      return paint.bad(
        `the guard "${event.guard}" is breached: ${event.value === null ? "no data" : event.value.toFixed(2)} (${event.threshold}), seen in the ${event.seenIn}`,
      );
    case "stop-requested":
      return paint.warn(`stop requested: ${event.cause.kind}`);
    case "stop-accepted":
      return "stop accepted";
    case "stop-failed":
      return paint.bad(`${event.rung} failed: ${event.message}`);
    case "effect-gone":
      return "the platform reports the end";
    case "stop-attributed":
      return paint.warn(event.message);
    case "recovered":
      return `back to normal after ${humanDuration(event.afterMs)}`;
    case "not-recovered":
      return paint.bad(event.message);
    case "residue-checked":
      return event.answer === "clean" ? undefined : paint.bad(`${event.answer}: ${event.message}`);
    case "call-failed":
      return paint.warn(`${event.call} failed: ${event.message}`);
    case "adopted":
      return `continued by ${event.by}`;
    default:
      return undefined;
  }
}
