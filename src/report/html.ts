import { catalogue } from "../faults";
import { humanDuration, valueText } from "../words";
import type { MapItem } from "./map";
import { endsIn, type GuardStory, type ReportModel } from "./model";
import { plot, timeline } from "./plot";
import { STYLE } from "./style";
import { clock, escapeHtml, since, VERDICT_WORDS } from "./text";

/** One self-contained page: no script, no request to anywhere. */
export function renderHtml(model: ReportModel): string {
  const { plan } = model.manifest;
  const title = `${plan.name}: ${model.verdict?.kind ?? "not judged yet"}`;
  const body = [
    head(model),
    verdict(model),
    waiver(model),
    numbers(model),
    section(
      "What happened",
      timeline(model) +
        model.plots
          .map(
            (item) =>
              `<h3>${escapeHtml(item.title)} <span class="soft">${escapeHtml(item.unit)}, every ${humanDuration(item.periodMs)}</span></h3>${plot(model, item)}`,
          )
          .join(""),
    ),
    section("Where it happened", zones(model)),
    section("Guards", guards(model)),
    section("Put back", restoration(model)),
    section("Checks before the start", preflight(model)),
    section("Actions", actions(model)),
    section("Facts", facts(model)),
    journal(model),
  ];
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escapeHtml(title)}</title><style>${STYLE}</style></head>
<body><main>${body.join("\n")}</main></body></html>
`;
}

function section(title: string, body: string): string {
  return body === "" ? "" : `<section><h2>${escapeHtml(title)}</h2>${body}</section>`;
}

function head(model: ReportModel): string {
  const { plan } = model.manifest;
  const where =
    model.platform === "sandbox"
      ? `rehearsed in the sandbox${model.speed === 1 ? "" : `, ${model.speed}× real time`}`
      : `run in AWS ${model.manifest.region}`;
  const link = /^https:\/\//.test(plan.runbook) ? `<a href="${escapeHtml(plan.runbook)}">runbook</a>` : escapeHtml(plan.runbook);
  return `<header><h1>${escapeHtml(plan.name)}<span class="badge">${escapeHtml(where)}</span></h1>
<p>${escapeHtml(plan.hypothesis)}</p><p class="soft">${clock(model.from)} · ${humanDuration(model.to - model.from)} · ${escapeHtml(model.by)} · owner ${escapeHtml(plan.owner)} · ${link}</p></header>`;
}

function verdict(model: ReportModel): string {
  const kind = model.verdict?.kind;
  const reasons = model.verdict?.reasons ?? [];
  if (!kind) return `<div class="verdict"><div class="kind">${model.ended ? "not judged" : "still going on"}</div></div>`;
  return `<div class="verdict v-${kind}" role="status"><div class="kind">${kind}</div><div class="soft">${VERDICT_WORDS[kind] ?? ""}</div>
<ul class="reasons">${reasons.map((reason) => `<li>${escapeHtml(reason.message)} <code class="soft">${escapeHtml(reason.code)}</code></li>`).join("")}</ul></div>`;
}

function waiver(model: ReportModel): string {
  const { guardWaiver } = model.manifest.plan;
  return guardWaiver
    ? `<p class="waiver">Run without a guard. Waived by ${escapeHtml(guardWaiver.by)}: ${escapeHtml(guardWaiver.reason)}</p>`
    : "";
}

function numbers(model: ReportModel): string {
  const span = (from: number | null, to: number | null) => (from === null || to === null ? null : humanDuration(Math.max(0, to - from)));
  const { abort } = model;
  const hit = model.map.flatMap(({ items }) => items).filter((item) => item.hit).length;
  const fault = model.phases.find(({ phase }) => phase === "fault");
  const items: (readonly [string, string | null])[] = [
    [hit === 1 ? "resource hit" : "resources hit", String(hit)],
    ["under fault", fault ? humanDuration((model.phases.find(({ phase }) => phase === "stopping") ?? fault).to - fault.from) : null],
    ["breach to decision", abort && span(abort.breachAt, abort.decidedAt)],
    ["decision to stop accepted", abort && span(abort.decidedAt, abort.stopAcceptedAt)],
    ["stop accepted to effect gone", abort && span(abort.stopAcceptedAt, abort.effectGoneAt)],
    ["back to normal after", model.recoveredAfterMs === null ? null : humanDuration(model.recoveredAfterMs)],
    ...worst(model),
  ];
  const shown = items.filter((item): item is readonly [string, string] => item[1] !== null);
  const speed =
    model.speed === 1 ? "" : `<p class="soft">Times are of the run's clock, which went ${model.speed} times as fast as a real one.</p>`;
  return `<div class="numbers">${shown.map(([name, value]) => `<div class="number"><b>${escapeHtml(value)}</b><span>${escapeHtml(name)}</span></div>`).join("")}</div>${speed}`;
}

/** The worst value of each check during the fault. */
function worst(model: ReportModel): (readonly [string, string])[] {
  const inFault = model.phases.filter(({ phase }) => phase === "fault" || phase === "stopping");
  return model.manifest.plan.checks.flatMap((check) => {
    const found = model.plots.find((item) => item.usedBy.includes(`check:${check.name}`));
    if (!found) return [];
    const values = found.samples
      .filter((sample) => inFault.some(({ from, to }) => endsIn(sample, found.periodMs, from, to)))
      .flatMap((sample) => (sample.value === null ? [] : [sample.value]));
    if (values.length === 0) return [];
    const up = check.duringFault.operator === "below" || check.duringFault.operator === "atMost";
    return [[`worst ${check.name} during the fault`, valueText(up ? Math.max(...values) : Math.min(...values), found.unit)] as const];
  });
}

function zones(model: ReportModel): string {
  if (model.map.length === 0) return `<p class="soft">No target was looked at.</p>`;
  return `<div class="zones">${model.map.map(({ zone, items }) => `<div class="zone"><h3>${escapeHtml(zone ?? "in no one zone")}</h3>${items.map(item).join("")}</div>`).join("")}</div>`;
}

function item(what: MapItem): string {
  const step = (name: string, state: MapItem["before"]) =>
    state
      ? `<span class="c-${state.condition}" title="${escapeHtml(`${name}: ${state.condition}`)}">${escapeHtml(state.state)}</span>`
      : `<span class="soft">–</span>`;
  return `<div class="item${what.hit ? " hit" : ""}"><div class="mono">${escapeHtml(what.label)}${what.hit ? ` <b>· hit</b>` : ""}</div><div class="soft path">${escapeHtml(what.resourceType)}</div>
<div class="path">${step("before", what.before)} → ${step("during", what.during)} → ${step("after", what.after)}</div></div>`;
}

function guards(model: ReportModel): string {
  const rows = model.guards.map(
    (guard) => `<h3>${escapeHtml(guard.name)} <span class="soft">${escapeHtml(guard.text)}</span></h3>${strip(model, guard)}`,
  );
  return `${rows.join("")}<p class="soft">The dead-man's switch stands beside them: FIS stops the fault by itself when the orchestrator falls silent.</p>`;
}

function strip(model: ReportModel, guard: GuardStory): string {
  const unit = model.plots.find((plotted) => plotted.usedBy.includes(`guard:${guard.name}`))?.unit ?? "";
  const bad = (value: number) => {
    const { operator, value: limit } = guard.threshold;
    return operator === "above"
      ? value > limit
      : operator === "atLeast"
        ? value >= limit
        : operator === "below"
          ? value < limit
          : value <= limit;
  };
  const cells = guard.samples.map((sample) => {
    const state = sample.value === null ? "none" : bad(sample.value) ? "bad" : "good";
    const words = `${since(model.from, sample.at)}: ${valueText(sample.value, unit)}${state === "bad" ? ", bad" : ""}`;
    return `<span class="cell ${state}" title="${escapeHtml(words)}" role="img" aria-label="${escapeHtml(words)}"></span>`;
  });
  const story = guard.breach
    ? `<p class="c-impaired">Breached at sample ${guard.breach.sample} of the fault (${escapeHtml(valueText(guard.breach.value, unit))}, seen in the ${escapeHtml(guard.breach.seenIn)}), ${escapeHtml(since(model.from, guard.breach.at))}; the first bad sample began ${escapeHtml(since(model.from, guard.breach.firstBadAt))}.</p>`
    : `<p class="c-healthy">Not breached in ${guard.samples.length} samples.</p>`;
  return `<div class="strip">${cells.join("")}</div>${story}`;
}

function restoration(model: ReportModel): string {
  const words: Readonly<Record<string, string>> = {
    restored: "c-healthy",
    clean: "c-healthy",
    "not-restored": "c-impaired",
    residue: "c-impaired",
  };
  const row = (name: string, answer: string, message: string) =>
    `<tr><td class="mono">${escapeHtml(name)}</td><td class="${words[answer] ?? "c-unknown"}">${escapeHtml(answer)}</td><td>${escapeHtml(message)}</td></tr>`;
  const rows = model.restoration.map((entry) => row(entry.target, entry.answer, entry.message));
  if (model.residue) rows.push(row("residue", model.residue.answer, model.residue.message));
  return rows.length === 0 ? "" : table(["what", "answer", ""], rows);
}

function preflight(model: ReportModel): string {
  const tone: Readonly<Record<string, string>> = { ok: "c-healthy", refused: "c-impaired" };
  return model.preflight.length === 0
    ? ""
    : table(
        ["check", "answer", ""],
        model.preflight.map(
          (entry) =>
            `<tr><td>${escapeHtml(entry.check)}</td><td class="${tone[entry.answer] ?? "c-unknown"}">${escapeHtml(entry.answer)}</td><td>${escapeHtml(entry.message)}</td></tr>`,
        ),
      );
}

function actions(model: ReportModel): string {
  const rows = model.actions.map((action) => {
    const lasted = action.from === null ? "–" : humanDuration((action.to ?? model.to) - action.from);
    return `<tr><td>${escapeHtml(action.name)}</td><td>${escapeHtml(action.plan ? (catalogue[action.plan.actionId]?.title ?? "") : "")}<br><code class="soft">${escapeHtml(action.plan?.actionId ?? "")}</code></td><td>${escapeHtml(action.status)}</td><td>${escapeHtml(lasted)}</td><td>${escapeHtml(action.plan?.reverts === "never" && action.plan.injectsFault ? "does not revert by itself" : "reverts")}</td><td>${escapeHtml(action.reason)}</td></tr>`;
  });
  return table(["action", "what", "status", "took", "", "FIS says"], rows);
}

function facts(model: ReportModel): string {
  const { manifest } = model;
  const rows: (readonly [string, string | null])[] = [
    ["run", model.runId],
    ["FIS experiment", model.fisExperimentArn ?? model.fisExperimentId],
    ["FIS template", manifest.templateId],
    ["experiment role", manifest.roleArn],
    ["account and Region", `${manifest.accountId} ${manifest.region}`],
    ["log group", manifest.logGroupArn],
    ...manifest.alarms.map((alarm) => [`alarm of ${alarm.guard}`, alarm.arn] as const),
    ["dead-man's switch", manifest.heartbeat.alarmArn],
    ["Pulumi stack", `${manifest.project}/${manifest.stack}`],
    ["plan hash", manifest.plan.hash],
    ["journal hash", model.journalHash],
    ["continued after a crash", model.adoptions === 0 ? "no" : `${model.adoptions} times`],
    ["Faultline", model.version],
  ];
  return table(
    [],
    rows
      .filter((row): row is readonly [string, string] => row[1] !== null)
      .map(([name, value]) => `<tr><th scope="row">${escapeHtml(name)}</th><td class="mono">${escapeHtml(value)}</td></tr>`),
  );
}

function journal(model: ReportModel): string {
  const rows = model.entries
    .filter(({ event }) => event.type !== "sampled")
    .map(({ seq, at, event }) => {
      const { type, ...rest } = event as { type: string; manifest?: unknown };
      const said = type === "run-created" ? "" : JSON.stringify(rest);
      return `<tr><td>${seq}</td><td class="mono">${escapeHtml(since(model.from, at))}</td><td>${escapeHtml(type)}</td><td class="mono">${escapeHtml(said.length > 400 ? `${said.slice(0, 397)}…` : said)}</td></tr>`;
    });
  return `<details><summary>The journal, ${model.entries.length} entries (samples left out)</summary><div class="scroll">${table(["#", "time", "event", ""], rows)}</div></details>`;
}

function table(heads: readonly string[], rows: readonly string[]): string {
  const head =
    heads.length === 0 ? "" : `<thead><tr>${heads.map((text) => `<th scope="col">${escapeHtml(text)}</th>`).join("")}</tr></thead>`;
  return `<table>${head}<tbody>${rows.join("")}</tbody></table>`;
}
