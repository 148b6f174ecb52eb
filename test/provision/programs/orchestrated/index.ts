import { Experiment, ec2, manifests, Orchestrator } from "../../../../src";
import { common } from "../definition";

const reboot = { ...common, faults: { reboot: ec2.terminateInstances({ instances: { tags: { Service: "web" } } }) } };
const weekly = new Experiment("weekly", reboot);
const asked = new Experiment("asked", reboot);
const nightly = new Experiment("nightly", reboot);

const chaos = new Orchestrator("chaos", {
  experiments: [
    {
      experiment: weekly,
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
    asked,
    { experiment: nightly, schedule: { at: "rate(1 day)", from: "2027-01-04T03:00:00Z", paused: true } },
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

export const faultline = manifests(weekly, asked, nightly);
export const faultlineOrchestrator = chaos.deployment;
