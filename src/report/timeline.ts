import { humanDuration } from "../words";
import { abortLines, abortMoments, BOTTOM, bands, LEFT, px, RIGHT, type Scale, svg, timeAxis, timeScale, WIDTH } from "./axis";
import type { ActionBar, ReportModel } from "./model";
import { counted, escapeHtml, since } from "./text";

const TOP = 24;
const ROW = 25;
/** About how wide a letter of the labels is. */
const LETTER = 6.6;

/** The actions of the experiment as bars over the phases, and the moments of a stop below them. */
export function timeline(model: ReportModel): string {
  const x = timeScale(model);
  const bars = model.actions.filter((action) => action.from !== null);
  const moments = abortMoments(model);
  const floor = TOP + Math.max(1, bars.length + moments.length) * ROW;
  const rows = [
    ...bars.map((action, index) => bar(model, action, x, TOP + index * ROW)),
    ...moments.map(({ name, at }, index) => moment(model, name, at, x, TOP + (bars.length + index) * ROW)),
  ];
  const what = bars.map((action) => `${action.name} ${action.status}`).join(", ");
  const stop = moments.map(({ name, at }) => `${name} ${since(model.from, at)}`).join(", ");
  return svg(
    floor + BOTTOM,
    `Timeline of the actions: ${what || "none started"}${stop && `; ${stop}`}`,
    bands(model.phases, x, floor, true) + abortLines(model, x, floor) + rows.join("") + timeAxis(model, x, floor + BOTTOM),
  );
}

/** How many resources FIS chose for an action. */
function hits(model: ReportModel, action: ActionBar): string {
  const targets = Object.values(action.plan?.targets ?? {});
  const count = model.chosen.filter(({ target }) => targets.includes(target)).length;
  return count === 0 ? "" : ` · ${counted(count, "target")}`;
}

function bar(model: ReportModel, action: ActionBar, x: Scale, y: number): string {
  const start = action.from ?? model.to;
  const end = action.to ?? model.to;
  const from = x(start);
  const width = Math.max(4, x(end) - from);
  const label = `${action.name}${hits(model, action)} · ${action.status}`;
  const title = `${label}, ${since(model.from, start)} for ${humanDuration(end - start)}. ${action.reason}`;
  return `<g><title>${escapeHtml(title)}</title><rect x="${px(from)}" y="${y + 3}" width="${px(width)}" height="19" rx="3" class="bar s-${escapeHtml(action.status)}"/>${labelAt(label, from, width, y + 17, true)}</g>`;
}

function moment(model: ReportModel, name: string, at: number, x: Scale, y: number): string {
  const centre = x(at);
  const label = `${name} ${since(model.from, at)}`;
  return `<g><path class="moment" d="M${px(centre)} ${y + 6}l6 6.5l-6 6.5l-6 -6.5z"/>${labelAt(label, centre - 6, 12, y + 17, false)}</g>`;
}

/** A label inside its bar, or after it, or before it: wherever it can be read whole. */
function labelAt(label: string, from: number, width: number, y: number, mayBeInside: boolean): string {
  const length = label.length * LETTER;
  const text = escapeHtml(label);
  if (mayBeInside && width > length + 12) return `<text x="${px(from + 7)}" y="${y}" class="in">${text}</text>`;
  if (from + width + length + 8 < WIDTH - RIGHT) return `<text x="${px(from + width + 6)}" y="${y}" class="halo">${text}</text>`;
  if (from - length - 8 > LEFT) return `<text x="${px(from - 6)}" y="${y}" text-anchor="end" class="halo">${text}</text>`;
  return `<text x="${px(LEFT + 7)}" y="${y}" class="halo">${text}</text>`;
}
