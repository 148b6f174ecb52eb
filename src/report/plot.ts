import { extent, max } from "d3-array";
import { scaleLinear } from "d3-scale";
import { area, curveStepAfter, line } from "d3-shape";
import type { Sample } from "../journal";
import { valueText } from "../words";
import { abortLines, BOTTOM, bands, LEFT, px, RIGHT, type Scale, SHOWN_PHASES, svg, timeAxis, timeScale, WIDTH } from "./axis";
import { endsIn, type Plot, type ReportModel, type ThresholdLine } from "./model";
import { worstIn } from "./story";
import { escapeHtml, since } from "./text";

const HEIGHT = 170;
const TOP = 22;
const FLOOR = HEIGHT - BOTTOM;
const LINE = 13;
/** How wide a label may be. */
const LABEL = 170;

/**
 * One metric over the run: each sample as a step as long as its period, the thresholds where they hold, the phases behind; what has no
 * data is hatched and never drawn as zero.
 */
export function plot(model: ReportModel, what: Plot): string {
  const x = timeScale(model);
  const top = (max([...what.samples.map((sample) => sample.value ?? 0), ...what.lines.map((item) => item.value)]) ?? 1) * 1.12 || 1;
  const low = Math.min(0, extent(what.samples, (sample) => sample.value ?? 0)[0] ?? 0);
  const y = scaleLinear([low, top], [FLOOR, TOP]).nice(4);
  const body = [
    bands(model.phases, x, FLOOR, false),
    ticks(what, y),
    gaps(what, x),
    steps(what, x, y),
    points(model, what, x, y),
    abortLines(model, x, FLOOR),
    thresholds(what.lines, x, y),
    worst(model, what, x, y),
    timeAxis(model, x, HEIGHT),
  ];
  return svg(HEIGHT, summaryOf(model, what), body.join(""));
}

function ticks(what: Plot, y: Scale & { ticks(count: number): number[] }): string {
  return y
    .ticks(4)
    .map((tick) => {
      const level = px(y(tick));
      return `<g class="tick"><line x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${level}" y2="${level}"/><text x="${LEFT - 6}" y="${px(y(tick) + 4)}" text-anchor="end">${escapeHtml(valueText(tick, what.unit))}</text></g>`;
    })
    .join("");
}

function gaps(what: Plot, x: Scale): string {
  return what.samples
    .filter((sample) => sample.value === null)
    .map((sample) => {
      const width = Math.max(1, x(sample.at + what.periodMs) - x(sample.at));
      return `<rect x="${px(x(sample.at))}" y="${TOP}" width="${px(width)}" height="${FLOOR - TOP}" class="gap"><title>no data</title></rect>`;
    })
    .join("");
}

/** Each run of samples with data ends with its last value once more, at the end of the last period. */
function steps(what: Plot, x: Scale, y: Scale): string {
  const corners = what.samples.flatMap((sample, index): readonly Sample[] => {
    const next = what.samples[index + 1];
    const follows = next !== undefined && next.at === sample.at + what.periodMs && next.value !== null;
    return follows || sample.value === null
      ? [sample]
      : [sample, { at: sample.at + what.periodMs, value: sample.value }, { at: sample.at + what.periodMs, value: null }];
  });
  const defined = (sample: Sample) => sample.value !== null;
  const across = (sample: Sample) => x(sample.at);
  const level = (sample: Sample) => y(sample.value ?? 0);
  const filled = area<Sample>().defined(defined).x(across).y0(FLOOR).y1(level).curve(curveStepAfter).digits(1)(corners) ?? "";
  const drawn = line<Sample>().defined(defined).x(across).y(level).curve(curveStepAfter).digits(1)(corners) ?? "";
  return `<path class="area" d="${filled}"/><path class="line" d="${drawn}"/>`;
}

function points(model: ReportModel, what: Plot, x: Scale, y: Scale): string {
  return what.samples
    .filter((sample) => sample.value !== null)
    .map((sample) => {
      const words = `${since(model.from, sample.at)}: ${valueText(sample.value, what.unit)}`;
      return `<circle cx="${px(x(sample.at + what.periodMs / 2))}" cy="${px(y(sample.value ?? 0))}" r="2.4"><title>${escapeHtml(words)}</title></circle>`;
    })
    .join("");
}

/** The number that the verdict looks at. */
function worst(model: ReportModel, what: Plot, x: Scale, y: Scale): string {
  const found = worstIn(model, what);
  if (!found) return "";
  const centre = x(found.at + what.periodMs / 2);
  const level = y(found.value);
  const at = level - 8 < TOP + 8 ? level + 16 : level - 8;
  return `<circle class="worst" cx="${px(centre)}" cy="${px(level)}" r="4.5"/><text class="halo value" x="${px(centre)}" y="${px(at)}" text-anchor="middle">${escapeHtml(valueText(found.value, what.unit))}</text>`;
}

/** What holds all the time is labelled at the right, what holds in a phase where it begins; labels that would meet are moved up. */
function thresholds(lines: readonly ThresholdLine[], x: Scale, y: Scale): string {
  const said = new Set<string>();
  const taken: { readonly side: string; readonly from: number; readonly at: number }[] = [];
  return lines
    .map((item) => {
      const level = y(item.value);
      const path = `<line class="threshold t-${item.kind}" x1="${px(x(item.from))}" x2="${px(x(item.to))}" y1="${px(level)}" y2="${px(level)}"/>`;
      if (said.has(item.text)) return path;
      said.add(item.text);
      const side = item.kind === "guard" || item.kind === "floor" ? "end" : item.kind === "normal" ? "start" : "middle";
      const from = x(item.from);
      const meets = (other: (typeof taken)[number], at: number) =>
        other.side === side && Math.abs(other.from - from) < LABEL && Math.abs(other.at - at) < LINE;
      let at = Math.max(LINE, level - 5);
      while (taken.some((other) => meets(other, at))) at = at < 2 * LINE ? at + LINE : at - LINE;
      taken.push({ side, from, at });
      const place = side === "end" ? `x="${WIDTH - RIGHT - 5}" text-anchor="end"` : `x="${px(from + 5)}"`;
      return `${path}<text class="label halo t-${item.kind}" ${place} y="${px(at)}">${escapeHtml(item.text)}</text>`;
    })
    .join("");
}

/** What the picture shows, for those who cannot see it. */
function summaryOf(model: ReportModel, what: Plot): string {
  const parts = model.phases
    .filter(({ phase }) => SHOWN_PHASES.includes(phase))
    .map(({ phase, from, to }) => {
      const values = what.samples
        .filter((sample) => endsIn(sample, what.periodMs, from, to))
        .flatMap((sample) => (sample.value === null ? [] : [sample.value]));
      const [low, high] = extent(values);
      return `${phase}: ${low === undefined || high === undefined ? "no data" : `${valueText(low, what.unit)} to ${valueText(high, what.unit)}`}`;
    });
  return `${what.name}: ${what.title}. ${parts.join("; ")}. ${[...new Set(what.lines.map((item) => item.text))].join("; ")}.`;
}
