import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Network } from "./network";

/** An EKS cluster with a managed node group: one node a zone. The orders run there. */
export function makeCluster(network: Network): aws.eks.Cluster {
  const clusterRole = serviceRole("shop-cluster", "eks.amazonaws.com", ["AmazonEKSClusterPolicy"]);
  const nodeRole = serviceRole("shop-node", "ec2.amazonaws.com", [
    "AmazonEKSWorkerNodePolicy",
    "AmazonEKS_CNI_Policy",
    "AmazonEC2ContainerRegistryReadOnly",
  ]);
  const cluster = new aws.eks.Cluster("shop", {
    roleArn: clusterRole.arn,
    version: "1.33",
    accessConfig: { authenticationMode: "API" },
    vpcConfig: { subnetIds: network.subnets.map((subnet) => subnet.id) },
  });
  const template = new aws.ec2.LaunchTemplate("shop-node", {
    instanceType: "t3.medium",
    tagSpecifications: [{ resourceType: "instance", tags: { Name: "shop-node", AzImpairmentPower: "IceAsg" } }],
  });
  new aws.eks.NodeGroup("shop", {
    clusterName: cluster.name,
    nodeRoleArn: nodeRole.arn,
    subnetIds: network.subnets.slice(0, network.zones).map((subnet) => subnet.id),
    launchTemplate: { id: template.id, version: pulumi.interpolate`${template.latestVersion}` },
    scalingConfig: { minSize: network.zones, desiredSize: network.zones, maxSize: network.zones * 2 },
    tags: { Service: "orders" },
  });
  return cluster;
}

function serviceRole(name: string, service: string, policies: readonly string[]): aws.iam.Role {
  const role = new aws.iam.Role(name, {
    assumeRolePolicy: JSON.stringify({
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Principal: { Service: service }, Action: "sts:AssumeRole" }],
    }),
  });
  for (const policy of policies)
    new aws.iam.RolePolicyAttachment(`${name}-${policy}`, { role: role.name, policyArn: `arn:aws:iam::aws:policy/${policy}` });
  return role;
}
