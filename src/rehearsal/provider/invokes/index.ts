import { getAmi, getSecurityGroup, getSubnet, getSubnets, getVpc } from "./ec2";
import { getCluster, getLoadBalancer, getParameter, getRole, getTargetGroup } from "./others";
import { getPolicyDocument } from "./policy-document";
import type { Invoke } from "./types";
import { getAvailabilityZone, getAvailabilityZones, getCallerIdentity, getPartition, getRegion } from "./where";

/** The functions that are answered, by token. */
export const invokes: Readonly<Record<string, Invoke | undefined>> = {
  "aws:index/getRegion:getRegion": getRegion,
  "aws:index/getCallerIdentity:getCallerIdentity": getCallerIdentity,
  "aws:index/getPartition:getPartition": getPartition,
  "aws:index/getAvailabilityZones:getAvailabilityZones": getAvailabilityZones,
  "aws:index/getAvailabilityZone:getAvailabilityZone": getAvailabilityZone,
  "aws:ec2/getAmi:getAmi": getAmi,
  "aws:ec2/getVpc:getVpc": getVpc,
  "aws:ec2/getSubnets:getSubnets": getSubnets,
  "aws:ec2/getSubnet:getSubnet": getSubnet,
  "aws:ec2/getSecurityGroup:getSecurityGroup": getSecurityGroup,
  "aws:iam/getPolicyDocument:getPolicyDocument": getPolicyDocument,
  "aws:iam/getRole:getRole": getRole,
  "aws:ssm/getParameter:getParameter": getParameter,
  "aws:eks/getCluster:getCluster": getCluster,
  "aws:lb/getLoadBalancer:getLoadBalancer": getLoadBalancer,
  "aws:alb/getLoadBalancer:getLoadBalancer": getLoadBalancer,
  "aws:lb/getTargetGroup:getTargetGroup": getTargetGroup,
  "aws:alb/getTargetGroup:getTargetGroup": getTargetGroup,
};
