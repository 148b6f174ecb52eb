import type * as pulumi from "@pulumi/pulumi";
import {
  type ChaosSettings,
  Experiment,
  type ExperimentDefinition,
  ec2,
  fis,
  manifests,
  Orchestrator,
  type OrchestratorArgs,
} from "../../../../src";
import { common } from "../definition";

/**
 * One program, before and after many changes: each experiment and each orchestrator here is named by what changes of it, and nothing else does. So
 * one evaluation before and one after (`CHANGED=true`) tell what each change does.
 */
const changed = process.env.CHANGED === "true";

const stop = (team: string) => ec2.stopInstances({ instances: { tags: { Service: team }, select: "1 of them" }, restartAfter: "5m" });
const plain = { ...common, faults: { stop: stop("web") } } satisfies ExperimentDefinition;
const guards = (above: `${number}%`): ExperimentDefinition["guards"] => ({ errors: { ...plain.guards.errors, breachedWhen: { above } } });

/** What each change makes of a definition. */
const changes: Readonly<Record<string, Partial<ExperimentDefinition>>> = {
  nothing: {},
  "guard-threshold": { guards: guards("25%") },
  "guard-added": { guards: { ...plain.guards, latency: { ...plain.guards.errors, breachedWhen: { above: "40%" } } } },
  "guard-renamed": { guards: { failures: plain.guards.errors } },
  hypothesis: { hypothesis: "The system survives it, and says so" },
  owner: { owner: "others@example.com" },
  runbook: { runbook: "https://runbooks.example.com/other" },
  "steady-state": { steadyState: { errors: { ...plain.steadyState.errors, is: { below: "2%" } } } },
  "blast-radius": { blastRadius: { atMost: "5 resources" } },
  target: { faults: { stop: stop("api") } },
  duration: {
    faults: { stop: { ...ec2.stopInstances({ instances: { tags: { Service: "web" }, select: "1 of them" }, restartAfter: "9m" }) } },
  },
  "fault-added": { faults: { stop: stop("web"), wait: fis.wait({ duration: "1m", after: ["stop"] }) } },
  "fault-renamed": { faults: { halt: stop("web") } },
  "max-duration": { maxDuration: "1h" },
  "empty-targets": { emptyTargets: "skip" },
  "log-retention": { logs: { retentionDays: 90 } },
  tags: { tags: { tier: "one" } },
};

/** Somebody's transform: FIS cannot change this, and AWS's provider never sends it. */
const inManyAccounts: pulumi.ResourceTransform = ({ type, props, opts }) =>
  type === "aws:fis/experimentTemplate:ExperimentTemplate" && changed
    ? { props: { ...props, experimentOptions: { ...props.experimentOptions, accountTargeting: "multi-account" } }, opts }
    : undefined;

const experiments = Object.entries(changes).map(
  ([name, change]) => new Experiment(name, { ...plain, ...(changed ? change : {}) } as ExperimentDefinition),
);
new Experiment("account-targeting", plain, { transforms: [inManyAccounts] });
experiments.push(new Experiment(changed ? "renamed-after" : "renamed-before", plain));

const [one, other, another] = experiments;
if (!one || !other || !another) throw new Error("there are no experiments");

const chaos = (meanWorkdaysBetween: number): ChaosSettings => ({
  version: 1,
  leashed: true,
  timezone: "Europe/Berlin",
  windows: [{ days: ["MON", "TUE"], from: "10:00", to: "16:00", timezone: "Europe/Berlin" }],
  defaults: { meanWorkdaysBetween },
  apps: { shop: { enabled: true } },
  members: [{ app: "shop", account: "123456789012", region: "eu-west-1", experiment: "nothing" }],
});
const schedule = { at: "cron(0 10 ? * TUE *)" } as const;
const weekly: OrchestratorArgs = { experiments: [{ experiment: one, schedule }] };

/**
 * Before and after, of orchestrators. Where several things change in one, each is told of another child or another property: schedule, consent and
 * window (settings), days of reports (lifecycle) and of logs, a subscriber, the alarms, the mean of randomised chaos.
 */
const orchestrators: Readonly<Record<string, readonly [OrchestratorArgs, OrchestratorArgs]>> = {
  "o-nothing": [weekly, weekly],
  "o-settings": [
    { ...weekly, chaos: chaos(5) },
    {
      experiments: [
        {
          experiment: one,
          schedule: { at: "cron(0 11 ? * TUE *)", within: "30m" },
          approval: { by: ["anna@example.com"], within: "4h" },
          windows: [{ days: ["TUE"], from: "09:00", to: "16:00", timezone: "Europe/Berlin" }],
        },
      ],
      retention: { reportDays: 30, logDays: 90 },
      subscribers: { oncall: { protocol: "email", endpoint: "oncall@example.com" } },
      alarmActions: ["arn:aws:sns:eu-west-1:123456789012:pager"],
      chaos: chaos(9),
    },
  ],
  "o-experiments": [{ experiments: [...weekly.experiments, other] }, { experiments: [...weekly.experiments, another], chaos: chaos(5) }],
  "o-tags-and-history": [weekly, { ...weekly, tags: { tier: "one" }, history: "delete" }],
};
for (const [name, [before, after]] of Object.entries(orchestrators)) {
  const isRenamed = process.env.RENAMED === "true" && name === "o-nothing";
  new Orchestrator(isRenamed ? "o-renamed" : name, changed ? after : before, isRenamed ? { aliases: [{ name }] } : {});
}

export const faultline = manifests(...experiments);
