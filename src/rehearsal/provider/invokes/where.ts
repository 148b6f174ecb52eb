import type * as aws from "@pulumi/aws";
import type { GetAvailabilityZoneArgs, GetAvailabilityZoneResult, GetAvailabilityZonesArgs, GetAvailabilityZonesResult } from "@pulumi/aws";
import { exactlyOne, filtersOf, invoke } from "./types";

const SUFFIX: Readonly<Record<string, string>> = { aws: "amazonaws.com", "aws-cn": "amazonaws.com.cn", "aws-us-gov": "amazonaws.com" };
const REVERSE: Readonly<Record<string, string>> = { aws: "com.amazonaws", "aws-cn": "cn.com.amazonaws", "aws-us-gov": "com.amazonaws" };

export const getRegion = invoke<aws.GetRegionArgs, aws.GetRegionResult>(async (args, context) => {
  const region = args.region ?? args.name ?? context.region;
  return { id: region, name: region, region, endpoint: `ec2.${region}.${SUFFIX[context.partition]}`, description: region };
});

export const getCallerIdentity = invoke<aws.GetCallerIdentityArgs, aws.GetCallerIdentityResult>(async (_args, context) => {
  const { Account = "", Arn = "", UserId = "" } = await context.clients.sts.getCallerIdentity({});
  return { id: Account, accountId: Account, arn: Arn, userId: UserId };
});

export const getPartition = invoke<aws.GetPartitionArgs, aws.GetPartitionResult>(async (_args, { partition }) => ({
  id: partition,
  partition,
  dnsSuffix: SUFFIX[partition],
  reverseDnsPrefix: REVERSE[partition],
}));

export const getAvailabilityZones = invoke<GetAvailabilityZonesArgs, GetAvailabilityZonesResult>(async (args, context) => {
  const state = args.state === undefined ? [] : [{ Name: "state", Values: [args.state] }];
  const answer = await context.clients.ec2.describeAvailabilityZones({
    AllAvailabilityZones: args.allAvailabilityZones,
    Filters: [...filtersOf(args), ...state],
  });
  const zones = (answer.AvailabilityZones ?? [])
    .filter(({ ZoneName = "", ZoneId = "" }) => !args.excludeNames?.includes(ZoneName) && !args.excludeZoneIds?.includes(ZoneId))
    .sort((a, b) => (a.ZoneName ?? "").localeCompare(b.ZoneName ?? ""));
  return {
    ...args,
    id: context.region,
    region: context.region,
    names: zones.map(({ ZoneName = "" }) => ZoneName),
    zoneIds: zones.map(({ ZoneId = "" }) => ZoneId),
    groupNames: [...new Set(zones.map(({ GroupName = "" }) => GroupName))],
  };
});

export const getAvailabilityZone = invoke<GetAvailabilityZoneArgs, GetAvailabilityZoneResult>(async (args, context) => {
  const answer = await context.clients.ec2.describeAvailabilityZones({
    AllAvailabilityZones: args.allAvailabilityZones,
    Filters: filtersOf(args),
    ZoneNames: args.name === undefined ? undefined : [args.name],
    ZoneIds: args.zoneId === undefined ? undefined : [args.zoneId],
  });
  const zone = exactlyOne(answer.AvailabilityZones, "Availability Zone");
  const name = zone.ZoneName ?? "";
  return {
    id: name,
    name,
    nameSuffix: name.slice(context.region.length),
    region: context.region,
    state: zone.State,
    zoneId: zone.ZoneId,
    zoneType: zone.ZoneType,
    groupName: zone.GroupName,
    networkBorderGroup: zone.NetworkBorderGroup,
    optInStatus: zone.OptInStatus,
  };
});
