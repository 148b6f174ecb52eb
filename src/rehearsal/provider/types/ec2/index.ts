import { eip } from "./eip";
import { instance } from "./instance";
import { internetGateway, internetGatewayAttachment } from "./internet-gateway";
import { launchTemplate } from "./launch-template";
import { managedPrefixList } from "./managed-prefix-list";
import { natGateway } from "./nat-gateway";
import { networkAcl, networkAclAssociation, networkAclRule } from "./network-acl";
import { route } from "./route";
import { routeTable } from "./route-table";
import { mainRouteTableAssociation, routeTableAssociation } from "./route-table-association";
import { securityGroup } from "./security-group";
import { securityGroupEgressRule, securityGroupIngressRule, securityGroupRule } from "./security-group-rule";
import { eipAssociation, tag } from "./small";
import { subnet } from "./subnet";
import { vpc } from "./vpc";

export const ec2Types = [
  vpc,
  subnet,
  internetGateway,
  internetGatewayAttachment,
  routeTable,
  route,
  routeTableAssociation,
  mainRouteTableAssociation,
  securityGroup,
  securityGroupRule,
  securityGroupIngressRule,
  securityGroupEgressRule,
  launchTemplate,
  instance,
  natGateway,
  eip,
  managedPrefixList,
  networkAcl,
  networkAclRule,
  networkAclAssociation,
  eipAssociation,
  tag,
];
