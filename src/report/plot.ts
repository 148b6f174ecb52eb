import { extent, max } from "d3-array";
import { scaleLinear, scaleUtc } from "d3-scale";
import { area, line } from "d3-shape";
import type { Sample } from "../journal";
import { valueText } from "../words";
import { type ActionBar, endsIn, type PhaseSpan, type Plot, type ReportModel, type ThresholdLine } from "./model";
import { escapeHtml, since } from "./text";

const WIDTH = 960;
const LEFT = 64;
const RIGHT = 12;
const HEIGHT = 168;
const TOP = 22;
const BOTTOM = 24;

type Scale = (value: number) => number;

/** The run's time across the page; every plot and the action bars share it. */
function timeScale(model: ReportModel) {
  return scaleUtc([model.from, Math.max(model.to, model.from + 1)], [LEFT, WIDTH - RIGHT]);
}

/** The actions of the experiment as bars over the phases. */
export function timeline(model: ReportModel): string {
  const x = timeScale(model);
  const row = 22;
  const bars = model.actions.filter((action) => action.from !== null);
  const height = TOP + Math.max(1, bars.length) * row + BOTTOM;
  const body = bars.map((action, index) => bar(action, x, TOP + index * row, model.to)).join("");
  const marks = abortMarks(model, x, height - BOTTOM);
  const what = bars.map((action) => `${action.name} ${action.status}`).join(", ");
  return svg(
    height,
    `Timeline of the actions: ${what || "none started"}`,
    bands(model.phases, x, height - BOTTOM, true) + body + marks + timeAxis(model, height),
  );
}

function bar(action: ActionBar, x: Scale, y: number, end: number): string {
  const from = x(action.from ?? end);
  const width = Math.max(3, x(action.to ?? end) - from);

  const label = `${action.name} · ${action.status}`;
  const inside = width > label.length * 7 + 12;
  const text = inside
    ? `<text x="${(from + 6).toFixed(1)}" y="${y + 14}" class="in">${escapeHtml(label)}</text>`
    : `<text x="${(from + width + 5).toFixed(1)}" y="${y + 14}"${from + width > WIDTH - 200 ? ` text-anchor="end" transform="translate(${-(width + 12)} 0)"` : ""}>${escapeHtml(label)}</text>`;
  return `<g><title>${escapeHtml(`${label}. ${action.reason}`)}</title><rect x="${from.toFixed(1)}" y="${y + 2}" width="${width.toFixed(1)}" height="17" rx="3" class="bar s-${escapeHtml(action.status)}"/>${text}</g>`;
}

/** One metric over the run: its samples, the thresholds, the phases behind it; gaps where there was no data. */
export function plot(model: ReportModel, what: Plot): string {
  const x = timeScale(model);
  const floor = HEIGHT - BOTTOM;
  const top = (max([...what.samples.map((sample) => sample.value ?? 0), ...what.lines.map((item) => item.value)]) ?? 1) * 1.08 || 1;
  const low = Math.min(0, extent(what.samples, (sample) => sample.value ?? 0)[0] ?? 0);
  const y = scaleLinear([low, top], [floor, TOP]).nice(4);
  const middle = (sample: Sample) => x(sample.at + what.periodMs / 2);
  const shape = { x: middle, y: (sample: Sample) => y(sample.value ?? 0) };
  const defined = (sample: Sample) => sample.value !== null;
  const filled = area<Sample>().defined(defined).x(shape.x).y0(floor).y1(shape.y)([...what.samples]) ?? "";
  const drawn = line<Sample>().defined(defined).x(shape.x).y(shape.y)([...what.samples]) ?? "";
  const points = what.samples
    .filter(defined)
    .map(
      (sample) =>
        `<circle cx="${middle(sample).toFixed(1)}" cy="${y(sample.value ?? 0).toFixed(1)}" r="2.4"><title>${escapeHtml(`${since(model.from, sample.at)}: ${valueText(sample.value, what.unit)}`)}</title></circle>`,
    )
    .join("");
  const gaps = what.samples
    .filter((sample) => sample.value === null)
    .map(
      (sample) =>
        `<rect x="${x(sample.at).toFixed(1)}" y="${TOP}" width="${Math.max(1, x(sample.at + what.periodMs) - x(sample.at)).toFixed(1)}" height="${floor - TOP}" class="gap"><title>no data</title></rect>`,
    )
    .join("");
  const ticks = y
    .ticks(4)
    .map(
      (tick) =>
        `<g class="tick"><line x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${y(tick).toFixed(1)}" y2="${y(tick).toFixed(1)}"/><text x="${LEFT - 6}" y="${(y(tick) + 4).toFixed(1)}" text-anchor="end">${escapeHtml(valueText(tick, what.unit))}</text></g>`,
    )
    .join("");
  return svg(
    HEIGHT,
    summaryOf(model, what),
    `${bands(model.phases, x, floor, false)}${ticks}${gaps}<path class="area" d="${filled}"/><path class="line" d="${drawn}"/>${points}${thresholds(what.lines, x, y)}${abortMarks(model, x, floor)}${timeAxis(model, HEIGHT)}`,
  );
}

function thresholds(lines: readonly ThresholdLine[], x: Scale, y: Scale): string {
  const said = new Set<string>();
  const taken: number[] = [];
  return lines
    .map((item) => {
      const level = y(item.value);
      const path = `<line class="threshold t-${item.kind}" x1="${x(item.from).toFixed(1)}" x2="${x(item.to).toFixed(1)}" y1="${level.toFixed(1)}" y2="${level.toFixed(1)}"/>`;
      if (said.has(item.text)) return path;
      said.add(item.text);
      let at = level - 4;
      while (taken.some((other) => Math.abs(other - at) < 12)) at -= 12;
      taken.push(at);
      const atEnd = item.kind === "guard" || item.kind === "floor";
      const place = atEnd ? `x="${WIDTH - RIGHT - 4}" text-anchor="end"` : `x="${(x(item.from) + 5).toFixed(1)}"`;
      return `${path}<text class="label t-${item.kind}" ${place} y="${Math.max(TOP - 2, at).toFixed(1)}">${escapeHtml(item.text)}</text>`;
    })
    .join("");
}

const PHASE_WORDS: Readonly<Partial<Record<string, string>>> = {
  baseline: "baseline",
  fault: "fault",
  stopping: "stopping",
  recovery: "recovery",
};

function bands(phases: readonly PhaseSpan[], x: Scale, floor: number, labels: boolean): string {
  return phases
    .filter(({ phase }) => PHASE_WORDS[phase])
    .map(({ phase, from, to }) => {
      const width = x(to) - x(from);
      const label =
        labels && width > phase.length * 7 + 8
          ? `<text x="${(x(from) + 5).toFixed(1)}" y="14" class="phase">${PHASE_WORDS[phase]}</text>`
          : "";
      return `<rect class="band p-${phase}" x="${x(from).toFixed(1)}" y="0" width="${Math.max(0, width).toFixed(1)}" height="${floor}"/>${label}`;
    })
    .join("");
}

function abortMarks(model: ReportModel, x: Scale, floor: number): string {
  if (!model.abort) return "";
  const marks = [
    ["breach", model.abort.breachAt],
    ["stop accepted", model.abort.stopAcceptedAt],
    ["effect gone", model.abort.effectGoneAt],
  ] as const;
  return marks
    .map(([name, at]) =>
      at === null
        ? ""
        : `<line class="mark" x1="${x(at).toFixed(1)}" x2="${x(at).toFixed(1)}" y1="0" y2="${floor}"><title>${name} ${escapeHtml(since(model.from, at))}</title></line>`,
    )
    .join("");
}

function timeAxis(model: ReportModel, height: number): string {
  const x = timeScale(model);
  const length = model.to - model.from;
  const steps = [10_000, 30_000, 60_000, 120_000, 300_000, 600_000, 1_800_000, 3_600_000, 7_200_000];
  const step = steps.find((item) => length / item <= 10) ?? 14_400_000;
  let out = "";
  for (let at = 0; at <= length; at += step) {
    out += `<text x="${x(model.from + at).toFixed(1)}" y="${height - 7}" text-anchor="${at === 0 ? "start" : length - at < step / 4 ? "end" : "middle"}" class="time">${at === 0 ? "start" : escapeHtml(since(0, at))}</text>`;
  }
  return out;
}

/** What the picture shows, for those who cannot see it. */
function summaryOf(model: ReportModel, what: Plot): string {
  const parts = model.phases
    .filter(({ phase }) => PHASE_WORDS[phase])
    .map(({ phase, from, to }) => {
      const values = what.samples
        .filter((sample) => endsIn(sample, what.periodMs, from, to))
        .flatMap((sample) => (sample.value === null ? [] : [sample.value]));
      const [low, high] = extent(values);
      return `${phase}: ${low === undefined || high === undefined ? "no data" : `${valueText(low, what.unit)} to ${valueText(high, what.unit)}`}`;
    });
  return `${what.title}. ${parts.join("; ")}. ${[...new Set(what.lines.map((item) => item.text))].join("; ")}.`;
}

function svg(height: number, label: string, body: string): string {
  return `<svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${escapeHtml(label)}" preserveAspectRatio="xMidYMid meet"><title>${escapeHtml(label)}</title>${body}</svg>`;
}
