import { Experiment, ec2, manifests, Orchestrator } from "../../../../src";
import { common } from "../definition";

/** Made by an older Faultline, whose state is kept in `golden/state-of-an-older-version.json`: what it says must stay as it is. */
const loss = new Experiment("loss", {
  ...common,
  faults: { stop: ec2.stopInstances({ instances: { tags: { Service: "web" }, select: "1 of them" }, restartAfter: "5m" }) },
  tags: { team: "shop" },
});
const chaos = new Orchestrator("chaos", {
  experiments: [{ experiment: loss, schedule: { at: "cron(0 10 ? * TUE *)", timezone: "Europe/Berlin", within: "30m" } }],
  subscribers: { oncall: { protocol: "email", endpoint: "oncall@example.com" } },
});

export const faultline = manifests(loss);
export const faultlineOrchestrator = chaos.deployment;
