import * as aws from "@pulumi/aws";
import { Experiment, ec2 } from "../../../../src";
import { common, requests } from "../definition";

const soon = new aws.ecs.Cluster("not-an-instance");
const later = new aws.ecs.Cluster("slow");

// What the template is made of is known long before the alarm's dimension is.
new Experiment("invalid-later", {
  ...common,
  guards: { traffic: { metric: { ...requests, dimensions: { Cluster: later.name } }, breachedWhen: { below: "10 requests" } } },
  faults: { stop: ec2.stopInstances({ instances: { arns: [soon.name] } }) },
});
