import { Experiment, ec2, Orchestrator, type OrchestratorArgs } from "../../../../src";
import { common } from "../definition";

const faults = { end: ec2.terminateInstances({ instances: { tags: { Service: "web" } } }) };
const weekly = new Experiment("weekly", { ...common, faults });

/** What a program without types, or a configuration file, may say. */
const wrong: unknown = {
  experiments: [
    {
      experiment: weekly,
      schedule: { at: "cron(0 10 * * MON *)", timezone: "Europe/Nowhere", within: "90s", from: "tomorrow", every: "week" },
      approval: { by: [], within: "30d" },
      windows: [{ days: ["MONDAY"], from: "9:00", to: "16:00", timezone: "+02:00" }],
    },
    weekly,
    "nightly",
  ],
  retention: { reportDays: 0, logDays: 10 },
  history: "forget",
  subscribers: { oncall: { protocol: "pigeon", endpoint: "roof" } },
  durableFunctions: "not-available",
  topics: [],
};

new Orchestrator("Chaos!", wrong as OrchestratorArgs);
