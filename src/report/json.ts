import type { ReportModel } from "./model";

/** The report for machines: the same facts as the page, times as ISO 8601 of the run's clock, the whole journal at the end. */
export function renderJson(model: ReportModel): Record<string, unknown> {
  const iso = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString());
  const { abort } = model;
  return {
    schema: "faultline/report/1",
    runId: model.runId,
    experiment: model.manifest.plan.name,
    hypothesis: model.manifest.plan.hypothesis,
    platform: model.platform,
    speed: model.speed,
    by: model.by,
    startedAt: iso(model.from),
    endedAt: model.ended ? iso(model.to) : null,
    verdict: model.verdict?.kind ?? null,
    reasons: model.verdict?.reasons ?? [],
    fisExperimentId: model.fisExperimentId,
    fisExperimentArn: model.fisExperimentArn,
    abort: abort && {
      by: abort.by,
      breachAt: iso(abort.breachAt),
      decidedAt: iso(abort.decidedAt),
      stopAcceptedAt: iso(abort.stopAcceptedAt),
      effectGoneAt: iso(abort.effectGoneAt),
    },
    recoveredAfterMs: model.recoveredAfterMs,
    phases: model.phases.map(({ phase, from, to }) => ({ phase, from: iso(from), to: iso(to) })),
    actions: model.actions.map(({ name, plan, status, reason, from, to }) => ({
      name,
      actionId: plan?.actionId ?? null,
      status,
      reason,
      startedAt: iso(from),
      endedAt: iso(to),
    })),
    targets: model.map,
    series: model.plots.map(({ title, unit, periodMs, usedBy, lines, samples }) => ({
      title,
      unit,
      periodMs,
      usedBy,
      thresholds: [...new Set(lines.map((line) => line.text))],
      samples: samples.map(({ at, value }) => ({ at: iso(at), value })),
    })),
    guards: model.guards.map(({ name, text, breach }) => ({ name, breachedWhen: text, breach })),
    preflight: model.preflight,
    restoration: model.restoration,
    residue: model.residue,
    manifest: model.manifest,
    journalHash: model.journalHash,
    journal: model.entries,
  };
}
