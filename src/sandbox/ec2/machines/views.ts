import type { InstanceRecord, InstanceState } from "../base/records";
import type { Region } from "../base/store";
import { tagList } from "../base/tags";
import { associationView, groupIdentifiers } from "../network/interfaces";
import { privateDnsName, publicDnsName } from "../network/names";
import { typeFacts } from "./types";

const CODES: Readonly<Record<InstanceState, number>> = {
  pending: 0,
  running: 16,
  "shutting-down": 32,
  terminated: 48,
  stopping: 64,
  stopped: 80,
};

export const stateView = (state: InstanceState) => ({ Code: CODES[state], Name: state });

/** What an instance loses when it is terminated: its place in a network. */
const isPlaced = (instance: InstanceRecord) => instance.state !== "terminated";

export function publicName(region: Region, instance: InstanceRecord): string {
  const named = instance.publicIp && isPlaced(instance) && region.vpcs.get(instance.vpcId)?.dnsHostnames;
  return named && instance.publicIp ? publicDnsName(region.region, instance.publicIp) : "";
}

function interfaceViews(region: Region, instance: InstanceRecord) {
  const one = region.interfaces.get(instance.interfaceId);
  if (!one?.attachment) return [];
  const dns = privateDnsName(region.region, one.privateIp);
  const association = associationView(region, one);
  const Association = association
    ? { IpOwnerId: association.IpOwnerId, PublicDnsName: association.PublicDnsName, PublicIp: association.PublicIp }
    : undefined;
  return [
    {
      NetworkInterfaceId: one.id,
      SubnetId: one.subnetId,
      VpcId: one.vpcId,
      Description: one.description,
      OwnerId: region.accountId,
      Status: "in-use",
      MacAddress: one.mac,
      PrivateIpAddress: one.privateIp,
      PrivateDnsName: dns,
      SourceDestCheck: one.sourceDestCheck,
      InterfaceType: one.type,
      Groups: groupIdentifiers(region, one.groupIds),
      Ipv6Addresses: [],
      Association,
      PrivateIpAddresses: [{ Primary: true, PrivateIpAddress: one.privateIp, PrivateDnsName: dns, Association }],
      Attachment: {
        AttachmentId: one.attachment.id,
        AttachTime: new Date(one.attachment.at),
        DeleteOnTermination: one.attachment.deleteOnTermination,
        DeviceIndex: 0,
        NetworkCardIndex: 0,
        Status: "attached",
      },
    },
  ];
}

function placed(region: Region, instance: InstanceRecord) {
  if (!isPlaced(instance))
    return { PrivateDnsName: "", PublicDnsName: "", NetworkInterfaces: [], SecurityGroups: [], BlockDeviceMappings: [] };
  const volume = region.volumes.get(instance.volumeId);
  const subnet = region.subnets.get(instance.subnetId);
  return {
    VpcId: instance.vpcId,
    SubnetId: instance.subnetId,
    PrivateIpAddress: instance.privateIp,
    PrivateDnsName: privateDnsName(region.region, instance.privateIp),
    PublicIpAddress: instance.publicIp,
    PublicDnsName: publicName(region, instance),
    NetworkInterfaces: interfaceViews(region, instance),
    SecurityGroups: groupIdentifiers(region, instance.groupIds),
    SourceDestCheck: instance.sourceDestCheck,
    PrivateDnsNameOptions: {
      HostnameType: subnet?.hostnameType ?? "ip-name",
      EnableResourceNameDnsARecord: subnet?.resourceNameA ?? false,
      EnableResourceNameDnsAAAARecord: subnet?.resourceNameAaaa ?? false,
    },
    BlockDeviceMappings: volume
      ? [
          {
            DeviceName: volume.attachment.device,
            Ebs: {
              VolumeId: volume.id,
              Status: "attached",
              DeleteOnTermination: volume.attachment.deleteOnTermination,
              AttachTime: new Date(volume.attachment.at),
            },
          },
        ]
      : [],
  };
}

export function instanceView(region: Region, instance: InstanceRecord) {
  const vCpus = typeFacts(instance.type)?.vCpus ?? 2;
  const threads = instance.architecture === "arm64" || vCpus === 1 ? 1 : 2;
  return {
    InstanceId: instance.id,
    ImageId: instance.imageId,
    InstanceType: instance.type,
    KeyName: instance.keyName,
    Architecture: instance.architecture,
    AmiLaunchIndex: instance.launchIndex,
    ClientToken: instance.clientToken ?? "",
    State: stateView(instance.state),
    StateReason: instance.stateReason ? { Code: instance.stateReason.code, Message: instance.stateReason.message } : undefined,
    StateTransitionReason: instance.transition,
    LaunchTime: new Date(instance.launchedAt),
    UsageOperation: "RunInstances",
    UsageOperationUpdateTime: new Date(instance.launchedAt),
    PlatformDetails: "Linux/UNIX",
    Placement: { AvailabilityZone: instance.zone, AvailabilityZoneId: instance.zoneId, GroupName: "", Tenancy: instance.tenancy },
    Monitoring: { State: instance.monitoring ? "enabled" : "disabled" },
    EbsOptimized: instance.ebsOptimized,
    EnaSupport: true,
    Hypervisor: "xen",
    VirtualizationType: "hvm",
    RootDeviceName: region.volumes.get(instance.volumeId)?.attachment.device ?? "/dev/xvda",
    RootDeviceType: "ebs",
    InstanceLifecycle: instance.spot ? "spot" : undefined,
    IamInstanceProfile: instance.profile ? { Arn: instance.profile.arn, Id: instance.profile.id } : undefined,
    CpuOptions: { CoreCount: Math.max(1, vCpus / threads), ThreadsPerCore: threads },
    CapacityReservationSpecification: { CapacityReservationPreference: "open" },
    HibernationOptions: { Configured: false },
    EnclaveOptions: { Enabled: false },
    MaintenanceOptions: { AutoRecovery: instance.autoRecovery, RebootMigration: "default" },
    MetadataOptions: metadataView(instance),
    NetworkPerformanceOptions: { BandwidthWeighting: "default" },
    Operator: { Managed: false },
    BootMode: instance.architecture === "arm64" ? "uefi" : "uefi-preferred",
    CurrentInstanceBootMode: instance.architecture === "arm64" ? "uefi" : "legacy-bios",
    ProductCodes: [],
    Tags: tagList(instance.tags),
    ...placed(region, instance),
  };
}

export function metadataView(instance: InstanceRecord) {
  return {
    State: "applied",
    HttpTokens: instance.metadata.tokens,
    HttpEndpoint: instance.metadata.endpoint,
    HttpPutResponseHopLimit: instance.metadata.hopLimit,
    HttpProtocolIpv6: instance.metadata.ipv6,
    InstanceMetadataTags: instance.metadata.tags,
  };
}

/** Instances under the reservations they were launched with. */
export function reservationViews(region: Region, instances: readonly InstanceRecord[]) {
  const reservations = new Map<string, InstanceRecord[]>();
  for (const instance of instances) {
    const together = reservations.get(instance.reservationId);
    if (together) together.push(instance);
    else reservations.set(instance.reservationId, [instance]);
  }
  return [...reservations].map(([ReservationId, members]) => ({
    ReservationId,
    OwnerId: region.accountId,
    RequesterId: members[0]?.requesterId,
    Groups: [],
    Instances: members.map((instance) => instanceView(region, instance)),
  }));
}
