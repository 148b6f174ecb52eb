import type { RunEvent } from "./events";
import type { RunSummary } from "./store";

/** One run's line in the history, kept up to date event by event. */
export function summarise(summary: RunSummary | undefined, runId: string, at: number, event: RunEvent): RunSummary {
  const base: RunSummary = summary ?? { runId, experiment: "", startedAt: at, endedAt: null, verdict: null, fisExperimentId: null };
  switch (event.type) {
    case "run-created":
      return { ...base, experiment: event.manifest.plan.name };
    case "start-accepted":
      return { ...base, fisExperimentId: event.fisExperimentId };
    case "judged":
      return { ...base, verdict: event.verdict.kind };
    case "run-ended":
      return { ...base, endedAt: at };
    default:
      return base;
  }
}
