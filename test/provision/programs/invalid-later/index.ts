import * as aws from "@pulumi/aws";
import { Experiment, ec2 } from "../../../../src";
import { common } from "../definition";

const group = new aws.ecs.Cluster("not-an-instance");

new Experiment("invalid-later", { ...common, faults: { stop: ec2.stopInstances({ instances: { arns: [group.name] } }) } });
