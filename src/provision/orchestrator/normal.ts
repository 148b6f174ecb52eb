import type { ExperimentSettings } from "../../experiment";
import { durationMs } from "../../words";
import type { OrchestratedExperiment, OrchestratorArgs, RunSchedule } from "./args";

/** What was given, with everything that may be left out filled in. */
export interface Normal {
  readonly experiments: readonly OrchestratedExperiment[];
  readonly reportDays: number;
  readonly logDays: number;
  readonly keepsHistory: boolean;
}

/** Of arguments that were found right. */
export function normalOf(args: OrchestratorArgs): Normal {
  return {
    experiments: args.experiments.map((item) => ("experiment" in item ? item : { experiment: item })),
    reportDays: args.retention?.reportDays ?? 400,
    logDays: args.retention?.logDays ?? 30,
    keepsHistory: (args.history ?? "keep") === "keep",
  };
}

export function settingsOf({ experiment, approval, windows }: OrchestratedExperiment): ExperimentSettings {
  return {
    version: 1,
    experiment: experiment.experimentName,
    ...(approval ? { approval: { by: [...approval.by], withinMs: durationMs(approval.within) } } : {}),
    windows: [...(windows ?? [])],
  };
}

/** EventBridge Scheduler's window in whole minutes; `undefined` for on time. */
export function flexibleMinutes(schedule: RunSchedule): number | undefined {
  return schedule.within === undefined ? undefined : durationMs(schedule.within) / 60_000;
}
