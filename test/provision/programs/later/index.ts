import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { Experiment, ec2, eks, manifests } from "../../../../src";
import { common, requests } from "../definition";

const cluster = new aws.ecs.Cluster("shop");
const group = new aws.cloudwatch.LogGroup("own");
const balancer = new aws.ecs.Cluster("balancer");
const dimensions = { LoadBalancer: pulumi.interpolate`app/${balancer.name}/1` };

const experiment = new Experiment("later", {
  ...common,
  guards: { traffic: { metric: { ...requests, dimensions }, breachedWhen: { below: "10 requests" } } },
  faults: {
    delete: eks.podDelete({ pods: { cluster: cluster.name, namespace: "orders", deployment: "orders" }, serviceAccount: "fis" }),
    stop: ec2.stopInstances({ instances: { tags: { Cluster: cluster.name, Zone: "{region}a" } } }),
  },
  effect: { missing: { metric: { ...requests, dimensions }, becomes: { below: "3 pods" } } },
  logs: { logGroupArn: pulumi.interpolate`${group.arn}:*` },
});

export const faultline = manifests(experiment);
