import type { AvailabilityZone, DescribeAvailabilityZonesCommandInput } from "@aws-sdk/client-ec2";
import type * as aws from "@pulumi/aws";
import type { GetAvailabilityZoneArgs, GetAvailabilityZoneResult, GetAvailabilityZonesArgs, GetAvailabilityZonesResult } from "@pulumi/aws";
import type { Context } from "../context";
import { exactlyOne, filtersOf, invoke } from "./types";

const SUFFIX: Readonly<Record<string, string>> = { aws: "amazonaws.com", "aws-cn": "amazonaws.com.cn", "aws-us-gov": "amazonaws.com" };
const REVERSE: Readonly<Record<string, string>> = { aws: "com.amazonaws", "aws-cn": "cn.com.amazonaws", "aws-us-gov": "com.amazonaws" };

export const getRegion = invoke<aws.GetRegionArgs, aws.GetRegionResult>(async (args, context) => {
  const region = args.region ?? args.name ?? context.region;
  return { id: region, name: region, region, endpoint: `ec2.${region}.${SUFFIX[context.partition]}`, description: region };
});

export const getCallerIdentity = invoke<aws.GetCallerIdentityArgs, aws.GetCallerIdentityResult>(async (_args, context) => {
  const { accountId, arn, userId } = await context.identity();
  return { id: accountId, accountId, arn, userId };
});

export const getPartition = invoke<aws.GetPartitionArgs, aws.GetPartitionResult>(async (_args, { partition }) => ({
  id: partition,
  partition,
  dnsSuffix: SUFFIX[partition],
  reverseDnsPrefix: REVERSE[partition],
}));

export const getAvailabilityZones = invoke<GetAvailabilityZonesArgs, GetAvailabilityZonesResult>(async (args, context) => {
  const state = args.state === undefined ? [] : [{ Name: "state", Values: [args.state] }];
  const answer = await askZones(context, { AllAvailabilityZones: args.allAvailabilityZones, Filters: [...filtersOf(args), ...state] });
  const zones = answer
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
  const answer = await askZones(context, {
    AllAvailabilityZones: args.allAvailabilityZones,
    Filters: filtersOf(args),
    ZoneNames: args.name === undefined ? undefined : [args.name],
    ZoneIds: args.zoneId === undefined ? undefined : [args.zoneId],
  });
  const zone = exactlyOne(answer, "Availability Zone");
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

/** What the sandbox has in every Region: zones a, b and c with ids 1, 2 and 3 (`use1-az1`). */
function usualZones(region: string): readonly AvailabilityZone[] {
  const [area = "", direction = "", number = ""] = region.split("-");
  const prefix = `${area}${direction.replace(/(north|south|east|west|central)/g, (word) => word.charAt(0))}${number}`;
  return ["a", "b", "c"].map((letter, index) => ({
    ZoneName: `${region}${letter}`,
    ZoneId: `${prefix}-az${index + 1}`,
    GroupName: region,
    ZoneType: "availability-zone",
    State: "available",
  }));
}

async function askZones(context: Context, question: DescribeAvailabilityZonesCommandInput): Promise<readonly AvailabilityZone[]> {
  if (context.offline) {
    const { ZoneNames, ZoneIds } = question;
    const wanted = ({ ZoneName = "", ZoneId = "" }: AvailabilityZone) =>
      (ZoneNames?.includes(ZoneName) ?? true) && (ZoneIds?.includes(ZoneId) ?? true);
    return usualZones(context.region).filter(wanted);
  }
  return (await context.clients.ec2.describeAvailabilityZones(question)).AvailabilityZones ?? [];
}
