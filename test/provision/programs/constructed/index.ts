import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { ec2 } from "../../../../src";
import { ComponentProvider } from "../../../../src/provision/component-provider";
import { common } from "../definition";

/** The program `orchestrated` as another language writes it: by construct calls, with members in another order. */
const provider = new ComponentProvider("0.0.0", readFileSync(join(__dirname, "../../../../component/schema.json"), "utf8"));

const reversed = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== "object" || value === null || pulumi.Output.isInstance(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, item]) => [key, reversed(item)]),
  );
};

async function made(kind: string, name: string, inputs: object): Promise<pulumi.Inputs> {
  const result = await provider.construct(name, `faultline:index:${kind}`, reversed(inputs) as pulumi.Inputs, {});
  return result.state ?? {};
}

async function program(): Promise<pulumi.Inputs> {
  const reboot = { ...common, faults: { reboot: ec2.terminateInstances({ instances: { tags: { Service: "web" } } }) } };
  const faultline: Record<string, pulumi.Input<unknown>> = {};
  for (const name of ["weekly", "asked", "nightly"]) faultline[name] = (await made("Experiment", name, reboot)).manifest;
  const { deployment } = await made("Orchestrator", "chaos", {
    experiments: [
      {
        name: "weekly",
        manifest: faultline.weekly,
        schedule: {
          at: "cron(0 10 ? * MON *)",
          timezone: "Europe/Berlin",
          within: "30m",
          from: "2027-01-04T00:00:00Z",
          until: "2028-01-01T00:00:00Z",
        },
        approval: { by: ["anna@example.com", "bob@example.com"], within: "2h" },
        windows: [{ days: ["MON", "TUE"], from: "09:00", to: "16:00", timezone: "Europe/Berlin" }],
      },
      { name: "asked", manifest: faultline.asked },
      { name: "nightly", manifest: faultline.nightly, schedule: { at: "rate(1 day)", from: "2027-01-04T03:00:00Z", paused: true } },
    ],
    chaos: {
      version: 1,
      timezone: "Europe/Berlin",
      windows: [{ days: ["MON", "TUE", "WED", "THU", "FRI"], from: "10:00", to: "16:00", timezone: "Europe/Berlin" }],
      apps: { shop: { enabled: true } },
      members: [{ app: "shop", account: "123456789012", region: "eu-west-1", experiment: "asked" }],
      outageGate: { alarms: ["shop-5xx"] },
    },
    subscribers: { oncall: { protocol: "email", endpoint: "oncall@example.com" } },
    alarmActions: ["arn:aws:sns:eu-west-1:123456789012:pager"],
    tags: { team: "shop" },
  });
  return { faultline, faultlineOrchestrator: deployment };
}

const outputs = pulumi.output(program());
export const faultline = outputs.apply((all) => all.faultline);
export const faultlineOrchestrator = outputs.apply((all) => all.faultlineOrchestrator);
