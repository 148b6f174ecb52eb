import { Experiment, ec2 } from "../../../../src";
import { common } from "../definition";

new Experiment("invalid", {
  ...common,
  runbook: "http://not-secure.example.com",
  faults: { stop: ec2.stopInstances({ instances: { tags: { a: "b" } }, restartAfter: "30s" }) },
  blastRadius: { atMost: "0 instances" },
});
