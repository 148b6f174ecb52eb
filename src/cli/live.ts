import type { Entry, Sample, SeriesKey } from "../journal";
import { humanDuration, valueText } from "../words";
import type { Output } from "./output";
import { visible } from "./table";
import { type Known, tell } from "./telling";

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
  private readonly known: Known = { plan: undefined, zones: new Map() };
  private readonly series = new Map<SeriesKey, Map<number, number | null>>();
  private before: Entry["event"]["type"] | undefined;

  constructor(
    private readonly out: Output,
    private readonly now: () => number,
  ) {}

  take(entry: Entry): void {
    const { event, at } = entry;
    if (event.type === "run-created") {
      this.from = at;
      this.known.plan = event.manifest.plan;
    }
    if (event.type === "phase-entered") {
      this.phase = event.phase;
      this.phaseFrom = at;
      this.bound = this.boundOf(event.phase);
    }
    if (event.type === "sampled") this.keep(event.series);
    if (event.type === "targets-observed") for (const { id, zone } of event.states) if (zone !== null) this.known.zones.set(id, zone);
    // One invocation that hands over to the next as intended is no news.
    const text = event.type === "adopted" && this.before === "handed-over" ? undefined : tell(event, this.known, this.out.paint);
    this.before = event.type;
    if (text === undefined) return;
    this.clear();
    this.out.progress(`  ${this.out.paint.dim(`+${humanDuration(at - this.from)}`.padEnd(9))} ${text}`);
  }

  clear(): void {
    if (this.drawn) this.out.draw("\r\u001b[2K");
    this.drawn = false;
  }

  redraw(): void {
    if (this.known.plan === undefined || this.phase === "" || this.phase === "ended") return;
    const gone = this.now() - this.phaseFrom;
    const left = this.bound === undefined ? "" : `, at most ${humanDuration(Math.max(0, this.bound - gone))} more`;
    const checks = this.known.plan.checks.map((check) => {
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
    if (phase === "baseline") return this.known.plan?.baselineMs;
    if (phase === "fault") return this.known.plan?.maxDurationMs;
    return phase === "recovery" ? this.known.plan?.recoveryMs : undefined;
  }
}

/** The last values as little bars; a dot where there was no data. */
export function spark(values: readonly (number | null)[]): string {
  const top = Math.max(0, ...values.map((value) => value ?? 0));
  return values.map((value) => (value === null ? "·" : top === 0 ? BARS[0] : BARS[Math.min(7, Math.floor((value / top) * 7.99))])).join("");
}
