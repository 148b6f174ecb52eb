import { humanDuration } from "../words";
import type { ReportModel } from "./model";
import { guards } from "./parts/guards";
import { actions, facts, journal, preflight, restoration, samples } from "./parts/tables";
import { zones } from "./parts/targets";
import { figures, head, verdict, waiver } from "./parts/verdict";
import { plot } from "./plot";
import { STYLE } from "./style";
import { escapeHtml } from "./text";
import { timeline } from "./timeline";

/** One self-contained page: no script, no request to anywhere. */
export function renderHtml(model: ReportModel): string {
  const { plan } = model.manifest;
  const title = `${plan.name}: ${model.verdict?.kind ?? "not judged yet"}`;
  const body = [
    head(model),
    verdict(model),
    waiver(model),
    figures(model),
    section("What happened", pictures(model)),
    section("Where it happened", zones(model)),
    section("Guards", guards(model)),
    section("Put back", restoration(model)),
    section("Actions", actions(model)),
    section("Checks before the start", preflight(model)),
    section("Facts", facts(model) + journal(model)),
  ];
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escapeHtml(title)}</title><style>${STYLE}</style></head>
<body><main>${body.join("\n")}</main></body></html>
`;
}

function section(title: string, body: string): string {
  const id = title.toLowerCase().replace(/\W+/g, "-");
  return body === "" ? "" : `<section aria-labelledby="${id}"><h2 id="${id}">${escapeHtml(title)}</h2>${body}</section>`;
}

/** The actions, then each metric, all on one time axis. */
function pictures(model: ReportModel): string {
  const plots = model.plots.map(
    (item) =>
      `<h3>${escapeHtml(item.name)} <span class="soft">${escapeHtml(item.unit.toLowerCase())} every ${humanDuration(item.periodMs)} · <span class="mono">${escapeHtml(item.title)}</span></span></h3><div class="picture">${plot(model, item)}</div>`,
  );
  return `<div class="picture">${timeline(model)}</div>${plots.join("")}${samples(model)}`;
}
