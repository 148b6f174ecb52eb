import { valueText } from "../../words";
import { abortLines, BOTTOM, bands, px, type Scale, svg, timeAxis, timeScale } from "../axis";
import type { GuardStory, ReportModel } from "../model";
import { counted, escapeHtml, since } from "../text";

const TOP = 6;
const TALL = 22;

/** Each guard with every sample that it saw, on the time axis of the pictures above. */
export function guards(model: ReportModel): string {
  const rows = model.guards.map(
    (guard) =>
      `<h3>${escapeHtml(guard.name)} <span class="soft">stops when ${escapeHtml(guard.text)}</span></h3>${strip(model, guard)}${story(model, guard)}`,
  );
  return `${rows.join("")}<p class="soft">The dead-man's switch stands beside them: FIS stops the fault by itself when the orchestrator falls silent.</p>`;
}

interface Seen {
  readonly at: number;
  readonly value: number | null;
  readonly state: "good" | "bad" | "none";
}

function seenBy(guard: GuardStory): readonly Seen[] {
  const { operator, value: limit } = guard.threshold;
  const isBad = (value: number) =>
    ({ above: value > limit, atLeast: value >= limit, below: value < limit, atMost: value <= limit })[operator];
  return guard.samples.map(({ at, value }) => ({ at, value, state: value === null ? "none" : isBad(value) ? "bad" : "good" }));
}

function strip(model: ReportModel, guard: GuardStory): string {
  const plot = model.plots.find(({ usedBy }) => usedBy.includes(`guard:${guard.name}`));
  const x = timeScale(model);
  const seen = seenBy(guard);
  const count = (state: Seen["state"]) => seen.filter((sample) => sample.state === state).length;
  const height = TOP + TALL + 4;
  const cells = seen.map((sample) => cell(model, sample, plot?.periodMs ?? 0, plot?.unit ?? "", x));
  return svg(
    height + BOTTOM,
    `Samples of the guard ${guard.name}: ${count("good")} good, ${count("bad")} bad, ${count("none")} without data`,
    bands(model.phases, x, height, false) + cells.join("") + abortLines(model, x, height) + timeAxis(model, x, height + BOTTOM),
  );
}

function cell(model: ReportModel, { at, value, state }: Seen, periodMs: number, unit: string, x: Scale): string {
  const from = x(at) + 1;
  const width = Math.max(3, x(at + periodMs) - x(at) - 2);
  const words = `${since(model.from, at)}: ${valueText(value, unit)}${state === "bad" ? ", bad" : ""}`;
  const text = { good: "", bad: `✕ ${valueText(value, unit)}`, none: "no data" }[state];
  const label = text.length * 6.6 < width ? text : state === "bad" && width > 9 ? "✕" : "";
  return `<g><title>${escapeHtml(words)}</title><rect class="cell ${state}" x="${px(from)}" y="${TOP}" width="${px(width)}" height="${TALL}" rx="2"/><text class="${state === "bad" ? "in" : ""}" x="${px(from + width / 2)}" y="${TOP + 15}" text-anchor="middle">${escapeHtml(label)}</text></g>`;
}

function story(model: ReportModel, { breach, samples, name }: GuardStory): string {
  const unit = model.plots.find(({ usedBy }) => usedBy.includes(`guard:${name}`))?.unit ?? "";
  if (!breach) return `<p class="c-healthy">Not breached in ${counted(samples.length, "sample")}.</p>`;
  const value = breach.value === null ? "" : `${valueText(breach.value, unit)}, `;
  return `<p class="c-impaired">Breached at sample ${breach.sample} of the fault (${escapeHtml(value)}seen in the ${escapeHtml(breach.seenIn)}), ${escapeHtml(since(model.from, breach.at))}; the first bad sample began ${escapeHtml(since(model.from, breach.firstBadAt))}.</p>`;
}
