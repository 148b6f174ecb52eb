import { catalogue } from "../../faults";
import { humanDuration, valueText } from "../../words";
import type { ReportModel } from "../model";
import { escapeHtml, prose, since } from "../text";
import { answer, mono, table } from "./table";

/** Whether everything is back, resource by resource. */
export function restoration(model: ReportModel): string {
  const rows = model.restoration.map((entry) => [mono(entry.target), answer(entry.answer), { html: prose(entry.message) }]);
  const residue = model.residue ? [["what FIS made", answer(model.residue.answer), { html: prose(model.residue.message) }]] : [];
  return table("What was changed, and whether it is back", ["resource", "answer", "how"], [...rows, ...residue]);
}

/** The checks before the start, with their answers. */
export function preflight(model: ReportModel): string {
  const rows = model.preflight.map((entry) => [entry.check, answer(entry.answer), { html: prose(entry.message) }]);
  return table("Checks before the start", ["check", "answer", "what was found"], rows);
}

/** What FIS did. */
export function actions(model: ReportModel): string {
  const rows = model.actions.map((action) => {
    const lasted = action.from === null ? "–" : humanDuration((action.to ?? model.to) - action.from);
    const title = action.plan ? (catalogue[action.plan.actionId]?.title ?? "") : "";
    const reverts = !action.plan?.injectsFault
      ? "nothing to revert"
      : action.plan.reverts === "never"
        ? "does not revert by itself"
        : "reverts by itself";
    return [
      action.name,
      { html: `${escapeHtml(title)}<br><code class="soft">${escapeHtml(action.plan?.actionId ?? "")}</code>` },
      answer(action.status),
      lasted,
      reverts,
      { html: prose(action.reason) },
    ];
  });
  return table("Actions of the FIS experiment", ["action", "what it does", "status", "took", "afterwards", "FIS says"], rows, true);
}

/** Every sample as a number, for those who cannot see the pictures and for those who want to check them. */
export function samples(model: ReportModel): string {
  const times = [...new Set(model.plots.flatMap((plot) => plot.samples.map(({ at }) => at)))].sort((a, b) => a - b);
  const rows = times.map((at) => [
    since(model.from, at),
    model.phases.find((phase) => at < phase.to && at + (model.plots[0]?.periodMs ?? 0) > phase.from && phase.phase === "fault")
      ? "fault"
      : (model.phases.find((phase) => at >= phase.from && at < phase.to)?.phase ?? ""),
    ...model.plots.map((plot) => {
      const sample = plot.samples.find((item) => item.at === at);
      return sample ? valueText(sample.value, plot.unit) : "";
    }),
  ]);
  return rows.length === 0
    ? ""
    : `<details><summary>The samples as numbers</summary>${table("Samples by the start of their period", ["time", "phase", ...model.plots.map((plot) => plot.name)], rows, true)}</details>`;
}

/** Ids, ARNs and hashes. */
export function facts(model: ReportModel): string {
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
    ...model.plots.map((plot) => [`metric of ${plot.name}`, plot.title] as const),
    ["plan hash", manifest.plan.hash],
    ["journal hash", model.journalHash],
    ["continued after a crash", model.adoptions === 0 ? "no" : `${model.adoptions} times`],
    ["Faultline", model.version],
  ];
  const shown = rows.flatMap(([name, value]) => (value === null ? [] : [[name, mono(value)]]));
  return table("Ids, names and hashes of this run", [], shown, true);
}

/** The journal, entry by entry, but for the samples. */
export function journal(model: ReportModel): string {
  const rows = model.entries
    .filter(({ event }) => event.type !== "sampled")
    .map(({ seq, at, event }) => {
      const said = event.type === "run-created" ? "" : JSON.stringify({ ...event, type: undefined });
      return [String(seq), since(model.from, at), event.type, mono(said.length > 400 ? `${said.slice(0, 397)}…` : said)];
    });
  return `<details class="journal"><summary>The journal, ${model.entries.length} entries (samples left out)</summary>${table("Entries of the journal", ["#", "time", "event", "content"], rows)}</details>`;
}
