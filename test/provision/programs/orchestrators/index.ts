import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { Experiment, ec2, Orchestrator } from "../../../../src";
import { common } from "../definition";

const definition = { ...common, faults: { end: ec2.terminateInstances({ instances: { tags: { Service: "web" } } }) } };
const nightly = { at: "cron(0 2 * * ? *)" } as const;

/** One per Region, the second with everything thrown away, a key, a secret address, and the options that every component takes. */
const near = new Experiment("near", definition);
export const here = new Orchestrator("here", { experiments: [{ experiment: near, schedule: nightly }] }, { protect: true }).deployment;

const frankfurt = new aws.Provider("frankfurt", { region: "eu-central-1" });
const far = new Experiment("far", definition, { provider: frankfurt, aliases: [{ name: "far-away" }] });
export const there = new Orchestrator(
  "there",
  {
    experiments: [far],
    history: "delete",
    kmsKeyArn: "arn:aws:kms:eu-central-1:123456789012:key/1",
    retention: { reportDays: 7, logDays: 1 },
    subscribers: { pager: { protocol: "https", endpoint: pulumi.secret("https://pager.example.com/secret-token") } },
  },
  { provider: frankfurt, aliases: [{ name: "over-there" }], retainOnDelete: true },
).deployment;
