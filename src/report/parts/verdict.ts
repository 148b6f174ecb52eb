import { humanDuration } from "../../words";
import type { ReportModel } from "../model";
import { abortFiguresOf, type Figure, figuresOf, findingsText, pointsOf } from "../story";
import { clock, escapeHtml, prose, SIGNS, VERDICT_WORDS } from "../text";
import { answer, mono, table } from "./table";

/** What was tried, where, when and by whom. */
export function head(model: ReportModel): string {
  const { plan } = model.manifest;
  const where =
    model.platform === "sandbox"
      ? `rehearsed in the sandbox${model.speed === 1 ? "" : `, ${model.speed}× real time`}`
      : `run in AWS ${model.manifest.region}`;
  const link = /^https:\/\//.test(plan.runbook) ? `<a href="${escapeHtml(plan.runbook)}">runbook</a>` : escapeHtml(plan.runbook);
  const facts = [clock(model.from), humanDuration(model.to - model.from), `by ${model.by}`, `owner ${plan.owner}`].map(escapeHtml);
  return `<header><h1>${escapeHtml(plan.name)} <span class="badge">${escapeHtml(where)}</span></h1>
<p class="hypothesis"><span class="soft">Hypothesis:</span> ${escapeHtml(plan.hypothesis)}</p><p class="soft">${[...facts, link].join(" · ")}</p></header>`;
}

/** The verdict, what decided it, and what a reader asks for next. */
export function verdict(model: ReportModel): string {
  const kind = model.verdict?.kind;
  if (!kind) return `<section class="verdict"><h2 class="kind">${model.ended ? "not judged" : "still going on"}</h2></section>`;
  const points = pointsOf(model).map(
    ({ text, supports, code, decides }) =>
      `<li class="s-${supports}${decides ? " decides" : ""}"><span class="sign" aria-hidden="true">${SIGNS[supports] ?? ""}</span> <span>${prose(text)} <code class="soft">${escapeHtml(code)}</code></span></li>`,
  );
  return `<section class="verdict v-${kind}" aria-labelledby="verdict"><h2 class="kind" id="verdict"><span aria-hidden="true">${SIGNS[kind] ?? ""}</span> ${kind}</h2><p class="soft">${VERDICT_WORDS[kind] ?? ""}</p>
<ul class="points">${points.join("")}</ul>${findings(model)}</section>`;
}

/** All reasons as they were judged, in their order of weight. */
function findings(model: ReportModel): string {
  const rows = (model.verdict?.reasons ?? []).map(({ message, supports, code }) => [
    answer(supports),
    { html: prose(message) },
    mono(code),
  ]);
  return `<details class="established"><summary>What was established: ${findingsText(model)}</summary>${table("Findings, the one that decides first", ["speaks for", "finding", "code"], rows)}</details>`;
}

/** Printed in red where somebody took the responsibility for a run without a guard. */
export function waiver(model: ReportModel): string {
  const { guardWaiver } = model.manifest.plan;
  return guardWaiver
    ? `<p class="waiver">Run without a guard. Waived by ${escapeHtml(guardWaiver.by)}: ${escapeHtml(guardWaiver.reason)}</p>`
    : "";
}

/** The numbers as tiles. */
export function figures(model: ReportModel): string {
  const speed =
    model.speed === 1
      ? ""
      : `<p class="soft">Times are of the run's clock, which went ${model.speed} times as fast as a real one, unless they say otherwise.</p>`;
  return tiles("How fast it was stopped", abortFiguresOf(model)) + tiles("Numbers of the run", figuresOf(model)) + speed;
}

function tiles(name: string, figures: readonly Figure[]): string {
  return figures.length === 0 ? "" : `<div class="figures" role="list" aria-label="${name}">${figures.map(tile).join("")}</div>`;
}

function tile({ value, name, note }: Figure): string {
  return `<div class="figure" role="listitem"><b>${escapeHtml(value)}</b><span>${escapeHtml(name)}</span>${note && `<span class="note">${escapeHtml(note)}</span>`}</div>`;
}
