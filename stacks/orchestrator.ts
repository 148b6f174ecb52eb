import * as pulumi from "@pulumi/pulumi";
import {
  type Approval,
  type ChaosSettings,
  type Experiment,
  Orchestrator,
  type RunSchedule,
  type RunWindow,
  type Subscriber,
} from "faultline";

/** What runs the experiments in AWS, as this stack's configuration asks for it; `undefined` where it asks for none. */
export function orchestrate(config: pulumi.Config, experiments: readonly Experiment[]): Orchestrator | undefined {
  if (!config.getBoolean("orchestrator")) return undefined;
  const schedules = config.getObject<Record<string, RunSchedule>>("schedules") ?? {};
  const approval = config.getObject<Approval>("approval");
  const windows = config.getObject<RunWindow[]>("windows");
  const chaos = config.getObject<ChaosSettings>("chaos");
  refuse([...unknownNames(schedules, experiments), ...(config.getBoolean("strict") ? missing({ approval, windows }) : [])]);
  return new Orchestrator("orchestrator", {
    experiments: experiments.map((experiment) => ({
      experiment,
      ...(schedules[experiment.experimentName] ? { schedule: schedules[experiment.experimentName] } : {}),
      ...(approval ? { approval } : {}),
      ...(windows ? { windows } : {}),
    })),
    history: config.get<"keep" | "delete">("history") ?? "keep",
    subscribers: config.getObject<Record<string, Subscriber>>("subscribers") ?? {},
    ...(chaos ? { chaos } : {}),
  });
}

function unknownNames(schedules: Readonly<Record<string, RunSchedule>>, experiments: readonly Experiment[]): string[] {
  const names = experiments.map(({ experimentName }) => experimentName);
  return Object.keys(schedules)
    .filter((name) => !names.includes(name))
    .map((name) => `schedules.${name}: there is no such experiment; there are ${names.join(", ")}`);
}

/** A strict stack, such as production, runs nothing without consent and outside of its hours. */
function missing(demanded: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(demanded)
    .filter(([, value]) => value === undefined)
    .map(([key]) => `${key}: this stack is strict and demands it`);
}

function refuse(problems: readonly string[]): void {
  if (problems.length > 0)
    throw new pulumi.RunError(`The stack's configuration has problems:\n${problems.map((text) => `  ${text}`).join("\n")}`);
}
