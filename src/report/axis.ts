import { scaleUtc } from "d3-scale";
import type { PhaseSpan, ReportModel } from "./model";
import { escapeHtml, since } from "./text";

/** All pictures are this wide, in units of the view box, and share the time axis. */
export const WIDTH = 960;
export const LEFT = 64;
export const RIGHT = 14;
export const BOTTOM = 24;

export type Scale = (value: number) => number;

/** The run's time across the page. */
export function timeScale(model: ReportModel) {
  return scaleUtc([model.from, Math.max(model.to, model.from + 1)], [LEFT, WIDTH - RIGHT]).clamp(true);
}

/** A coordinate with no more digits than can be seen. */
export function px(value: number): string {
  return String(Number(value.toFixed(1)));
}

/** Phases that are worth a colour of their own. */
export const SHOWN_PHASES: readonly string[] = ["baseline", "fault", "stopping", "recovery"];

/** The phases as bands behind a picture, with their names where there is room and `labels` asks for them. */
export function bands(phases: readonly PhaseSpan[], x: Scale, height: number, labels: boolean): string {
  return phases
    .filter(({ phase }) => SHOWN_PHASES.includes(phase))
    .map(({ phase, from, to }) => {
      const width = Math.max(0, x(to) - x(from));
      const label = labels && width > phase.length * 7 + 8 ? `<text x="${px(x(from) + 5)}" y="15" class="phase">${phase}</text>` : "";
      return `<rect class="band p-${phase}" x="${px(x(from))}" y="0" width="${px(width)}" height="${height}"><title>${phase}</title></rect>${label}`;
    })
    .join("");
}

/** The moments of a stop, by name. */
export function abortMoments({ abort }: ReportModel): readonly { readonly name: string; readonly at: number }[] {
  const moments = abort
    ? ([
        ["breach", abort.breachAt],
        ["stop decided", abort.decidedAt],
        ["stop accepted", abort.stopAcceptedAt],
        ["effect gone", abort.effectGoneAt],
      ] as const)
    : [];
  return moments.flatMap(([name, at]) => (at === null ? [] : [{ name, at }]));
}

/** A line down the picture at the breach, and one where the effect was gone. */
export function abortLines(model: ReportModel, x: Scale, height: number): string {
  return abortMoments(model)
    .filter(({ name }) => name === "breach" || name === "effect gone")
    .map(
      ({ name, at }) =>
        `<line class="mark" x1="${px(x(at))}" x2="${px(x(at))}" y1="0" y2="${height}"><title>${name} ${escapeHtml(since(model.from, at))}</title></line>`,
    )
    .join("");
}

const STEPS = [10_000, 30_000, 60_000, 120_000, 300_000, 600_000, 1_800_000, 3_600_000, 7_200_000];

/** Ticks of whole minutes or hours since the run began. */
export function timeAxis(model: ReportModel, x: Scale, height: number): string {
  const length = model.to - model.from;
  const step = STEPS.find((item) => length / item <= 10) ?? 14_400_000;
  let out = "";
  for (let at = 0; at <= length; at += step) {
    const anchor = at === 0 ? "start" : length - at < step / 3 ? "end" : "middle";
    out += `<text x="${px(x(model.from + at))}" y="${height - 7}" text-anchor="${anchor}" class="time">${at === 0 ? "start" : escapeHtml(since(0, at))}</text>`;
  }
  return out;
}

/** A picture that says in words what it shows. */
export function svg(height: number, label: string, body: string): string {
  return `<svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${escapeHtml(label)}" preserveAspectRatio="xMidYMid meet">${body}</svg>`;
}
