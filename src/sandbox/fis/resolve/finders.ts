import { findAutoScalingGroups } from "./autoscaling";
import { findInstances, findSpotInstances, findSubnets, findVolumes } from "./ec2";
import { findClusters as findEksClusters, findNodegroups, findPods } from "./eks";
import { findRoles } from "./iam";
import { findClusters as findDatabaseClusters, findDatabases } from "./rds";
import { byArn, type Finder } from "./types";

/** Services that the sandbox lacks: ARNs are taken as they are, tags find nothing. */
export const unknownResources: Finder = async (query) => query.arns.map((arn) => byArn(arn, {}));

/** Target resource type → who finds its resources. */
export const FINDERS: Readonly<Record<string, Finder>> = {
  "aws:ec2:autoscaling-group": findAutoScalingGroups,
  "aws:ec2:ebs-volume": findVolumes,
  "aws:ec2:instance": findInstances,
  "aws:ec2:spot-instance": findSpotInstances,
  "aws:ec2:subnet": findSubnets,
  "aws:eks:cluster": findEksClusters,
  "aws:eks:nodegroup": findNodegroups,
  "aws:eks:pod": findPods,
  "aws:iam:role": findRoles,
  "aws:rds:cluster": findDatabaseClusters,
  "aws:rds:db": findDatabases,
};
