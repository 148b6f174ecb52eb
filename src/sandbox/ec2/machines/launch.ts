import { AwsError } from "../../kernel/error";
import { parseCidr, usableAddresses } from "../base/cidr";
import { invalidCombination, invalidValue, missing, unsupported } from "../base/errors";
import type { Call } from "../base/operations";
import type { InstanceRecord, SubnetRecord } from "../base/records";
import { findZone } from "../base/regions";
import { need, type Region } from "../base/store";
import { tagsFor } from "../base/tags";
import { makeInterface } from "../network/interfaces";
import { freePublicAddress } from "../network/names";
import { takenAddresses } from "../network/subnets";
import { imageById } from "./images";
import type { Launch, LaunchInput } from "./launch-facts";
import { resolveImage, resolveProfile } from "./lookups";
import { architectureOf, isBurstable, requireType } from "./types";
import { makeRootVolume } from "./volumes";

const TAGGABLE = ["instance", "volume", "network-interface", "spot-instances-request", "elastic-gpu"];

function subnetFor(region: Region, input: LaunchInput): SubnetRecord {
  const subnetId = input.NetworkInterfaces?.[0]?.SubnetId ?? input.SubnetId;
  const wantedZone = input.Placement?.AvailabilityZone ?? input.Placement?.AvailabilityZoneId;
  const zone = wantedZone ? findZone(region.region, wantedZone) : undefined;
  if (wantedZone && !zone) throw invalidValue(`Invalid availability zone: [${wantedZone}]`);
  if (subnetId) {
    const subnet = need(region.subnets, "subnet", subnetId);
    if (zone && zone.name !== subnet.zone)
      throw invalidValue(`The specified subnet ${subnet.id} and the availability zone ${zone.name} do not match.`);
    return subnet;
  }
  const subnet = region.subnets.find((one) => one.defaultForAz && (!zone || one.zone === zone.name));
  if (subnet) return subnet;
  if (region.vpcs.find((vpc) => vpc.isDefault))
    throw new AwsError("MissingInput", `No subnets found for the default VPC. Please specify a subnet.`);
  throw new AwsError("VPCIdNotSpecified", "No default VPC for this user. GroupName is only supported for EC2-Classic and default VPC.");
}

function groupsFor(region: Region, input: LaunchInput, subnet: SubnetRecord): readonly string[] {
  const ids = input.NetworkInterfaces?.[0]?.Groups ?? input.SecurityGroupIds ?? [];
  const named = (input.SecurityGroups ?? []).map((name) => {
    const group = region.groups.find((one) => one.vpcId === subnet.vpcId && one.name === name);
    if (!group) throw new AwsError("InvalidGroup.NotFound", `The security group '${name}' does not exist in VPC '${subnet.vpcId}'`);
    return group.id;
  });
  const all = [...new Set([...ids, ...named])];
  for (const id of all) {
    if (need(region.groups, "security-group", id).vpcId !== subnet.vpcId)
      throw invalidValue(`Security group ${id} and subnet ${subnet.id} belong to different networks.`);
  }
  if (all.length > 0) return all;
  const fallback = region.groups.find((one) => one.vpcId === subnet.vpcId && one.name === "default");
  return fallback ? [fallback.id] : [];
}

/** Every device must say what it is; only the image's own has a size already. */
function checkDevices(input: LaunchInput, rootDevice: string): void {
  for (const { DeviceName, Ebs, NoDevice, VirtualName } of input.BlockDeviceMappings ?? []) {
    if (NoDevice !== undefined || VirtualName !== undefined) continue;
    if (!Ebs) throw missing("ebs");
    if (DeviceName !== rootDevice && !Ebs.VolumeSize && !Ebs.SnapshotId) throw missing("size or snapshotId");
  }
}

/** Checks a launch as EC2 does, before anything is made. */
export async function planLaunch(region: Region, input: LaunchInput, call: Call): Promise<Launch> {
  if (input.MinCount < 1 || input.MaxCount < input.MinCount)
    throw invalidValue(
      `Value (${input.MaxCount}) for parameter maxCount is invalid. It must be at least minCount (${input.MinCount}), which must be at least 1.`,
    );
  if (input.Ipv6AddressCount || input.Ipv6Addresses?.length) throw unsupported("IPv6 in VPCs", "Launch with IPv4 only.");
  if (input.InstanceRequirements) throw unsupported("attribute-based instance type selection", "Name an InstanceType.");
  if ((input.NetworkInterfaces?.length ?? 0) > 1)
    throw unsupported("more than one network interface at launch", "Launch with one interface.");
  if (input.NetworkInterfaces?.[0]?.NetworkInterfaceId)
    throw unsupported("launching with an existing network interface", "Name a subnet instead.");
  if (input.NetworkInterfaces?.length && input.PrivateIpAddress)
    throw invalidCombination("Network interfaces and an instance-level private IP address may not be specified on the same request");
  if (!input.ImageId) throw missing("ImageId");
  const type = input.InstanceType ?? "m1.small";
  requireType(type);
  const subnet = subnetFor(region, input);
  const groupIds = groupsFor(region, input, subnet);
  const tagsOf = (kind: "instance" | "volume" | "network-interface") => tagsFor(kind, input.TagSpecifications, call.principal, TAGGABLE);
  const tags = { instance: tagsOf("instance"), volume: tagsOf("volume"), interface: tagsOf("network-interface") };
  const imageId = await resolveImage(region, input.ImageId, call);
  const image = imageById(region.region, imageId);
  checkDevices(input, image?.rootDevice ?? "/dev/xvda");
  if (image && image.architecture !== architectureOf(type))
    throw invalidValue(
      `The architecture '${architectureOf(type)}' of the specified instance type does not match the architecture '${image.architecture}' of the specified AMI. Specify an instance type and an AMI that have matching architectures, and try again.`,
    );
  const profile = input.IamInstanceProfile ? await resolveProfile(region, input.IamInstanceProfile, call) : undefined;
  return { input, subnet, groupIds, imageId, type, profile, tags };
}

/** How many can be launched: the subnet must have addresses for at least `MinCount`. */
function countFor(region: Region, { input, subnet }: Launch): number {
  const cidr = parseCidr(subnet.cidr);
  const free = cidr ? usableAddresses(cidr) - takenAddresses(region, subnet.id).size : 0;
  if (free < input.MinCount)
    throw new AwsError(
      "InsufficientFreeAddressesInSubnet",
      `There are not enough free addresses in subnet '${subnet.id}' to satisfy the requested number of instances.`,
    );
  return Math.min(free, input.MaxCount);
}

/** Makes the records of one reservation, all `pending`; the machines are booted by the lifecycle. */
export function makeInstances(region: Region, launch: Launch, call: Call): InstanceRecord[] {
  const reservationId = region.newId("r");
  return Array.from({ length: countFor(region, launch) }, (_, index) => makeInstance(region, launch, call, reservationId, index));
}

function makeInstance(region: Region, launch: Launch, call: Call, reservationId: string, index: number): InstanceRecord {
  const { input, subnet, type } = launch;
  const now = region.now();
  const id = region.newId("i");
  const nic = input.NetworkInterfaces?.[0];
  const publicly = nic?.AssociatePublicIpAddress ?? subnet.mapPublicIp;
  const one = makeInterface(region, {
    subnet,
    groupIds: launch.groupIds,
    privateIp: index === 0 ? (nic?.PrivateIpAddress ?? input.PrivateIpAddress) : undefined,
    publicIp: publicly ? freePublicAddress(region) : undefined,
    description: nic?.Description,
    tags: launch.tags.interface,
    attachment: {
      id: region.newId("eni-attach"),
      instanceId: id,
      instanceOwnerId: region.accountId,
      deviceIndex: 0,
      deleteOnTermination: nic?.DeleteOnTermination ?? true,
      at: now,
    },
  });
  const volume = makeRootVolume(region, launch, { instanceId: id, at: now });
  return region.instances.set(id, {
    id,
    reservationId,
    launchIndex: index,
    requesterId: call.principal.kind === "service" ? "amazon-aws" : undefined,
    clientToken: input.ClientToken,
    imageId: launch.imageId,
    type,
    architecture: architectureOf(type),
    keyName: input.KeyName,
    state: "pending",
    stateSince: now,
    stateReason: { code: "pending", message: "pending" },
    transition: "",
    launchedAt: now,
    vpcId: subnet.vpcId,
    subnetId: subnet.id,
    zone: subnet.zone,
    zoneId: subnet.zoneId,
    privateIp: one.privateIp,
    publicIp: one.publicIp,
    publicOnStart: publicly,
    interfaceId: one.id,
    volumeId: volume.id,
    groupIds: launch.groupIds,
    profile: launch.profile ? { ...launch.profile, associationId: region.newId("iip-assoc") } : undefined,
    monitoring: input.Monitoring?.Enabled ?? false,
    ebsOptimized: input.EbsOptimized ?? false,
    sourceDestCheck: true,
    disableApiTermination: input.DisableApiTermination ?? false,
    disableApiStop: input.DisableApiStop ?? false,
    shutdownBehavior: input.InstanceInitiatedShutdownBehavior ?? "stop",
    userData: input.UserData || undefined,
    tenancy: input.Placement?.Tenancy ?? "default",
    metadata: {
      tokens: input.MetadataOptions?.HttpTokens ?? "required",
      endpoint: input.MetadataOptions?.HttpEndpoint ?? "enabled",
      hopLimit: input.MetadataOptions?.HttpPutResponseHopLimit ?? 2,
      ipv6: input.MetadataOptions?.HttpProtocolIpv6 ?? "disabled",
      tags: input.MetadataOptions?.InstanceMetadataTags ?? "disabled",
    },
    spot: input.InstanceMarketOptions?.MarketType === "spot",
    ...interruptionOf(input.InstanceMarketOptions?.SpotOptions?.InstanceInterruptionBehavior),
    autoRecovery: input.MaintenanceOptions?.AutoRecovery ?? "default",
    cpuCredits: isBurstable(type)
      ? (input.CreditSpecification?.CpuCredits ?? (type.startsWith("t2.") ? "standard" : "unlimited"))
      : undefined,
    tags: launch.tags.instance,
  });
}

function interruptionOf(behaviour: string | undefined): Pick<InstanceRecord, "interruption"> {
  return behaviour === "stop" || behaviour === "hibernate" ? { interruption: behaviour } : {};
}
