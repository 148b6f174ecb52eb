import { NOT_VISIBLE } from "../../journal";
import type { MapItem } from "../map";
import type { ReportModel } from "../model";
import { counted, escapeHtml, prose } from "../text";

/** So many bystanders to which nothing happened are shown; more are folded away. */
const QUIET = 6;

/** The map: a box for each zone, in it what FIS chose, then the bystanders. */
export function zones(model: ReportModel): string {
  if (model.map.length === 0) return `<p class="soft">No target was looked at.</p>`;
  const boxes = model.map.map(({ zone, items }) => {
    const hit = items.filter((item) => item.hit).length;
    const quiet = items.filter(isQuiet);
    const loud = items.filter((item) => !isQuiet(item));
    const few = quiet.length <= QUIET ? quiet : [];
    const folded =
      quiet.length > QUIET
        ? `<details><summary>${counted(quiet.length, "bystander")} as before</summary><ul class="items">${quiet.map(item).join("")}</ul></details>`
        : "";
    return `<section class="zone" aria-label="${escapeHtml(zone ?? "in no one zone")}"><h3>${escapeHtml(zone ?? "in no one zone")} <span class="soft">${hit === 0 ? "none hit" : `${hit} hit`}</span></h3><ul class="items">${[...loud, ...few].map(item).join("")}</ul>${folded}</section>`;
  });
  return `<p class="soft">What FIS chose has a thick edge. Each state: before the fault → at its worst → after.</p><div class="zones">${boxes.join("")}</div>`;
}

function isQuiet({ hit, before, during, after }: MapItem): boolean {
  return !hit && [before, during, after].every((state) => state === null || state.condition === "healthy");
}

function item(what: MapItem): string {
  const mark = what.hit ? ` <b class="tag">hit</b>` : "";
  const kind = what.part ? "members of the group here" : what.resourceType;
  return `<li class="item${what.hit ? " hit" : ""}"><span class="mono" title="${escapeHtml(what.id)}">${escapeHtml(what.label)}</span>${mark}<br><span class="soft">${escapeHtml(kind)}</span><br>${path(what)}</li>`;
}

function path(what: MapItem): string {
  const states = [what.before, what.during, what.after];
  if (states.every((state) => state === null || state.state === NOT_VISIBLE))
    return `<span class="soft">AWS's API does not show it; the metric of the effect speaks for it</span>`;
  const words = ["before", "during", "after"];
  return states
    .map((state, index) =>
      state
        ? `<span class="c-${state.condition}" title="${words[index]}: ${state.condition}">${prose(state.state)}</span>`
        : `<span class="soft" title="${words[index]}: not seen">–</span>`,
    )
    .join(` <span class="soft">→</span> `);
}
