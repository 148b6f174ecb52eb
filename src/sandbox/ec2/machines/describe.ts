import { AwsError } from "../../kernel/error";
import { type FilterFields, filtered } from "../base/filters";
import type { Call, Describing, Operations } from "../base/operations";
import { paged } from "../base/pages";
import type { InstanceRecord } from "../base/records";
import type { Region, Store } from "../base/store";
import { privateDnsName } from "../network/names";
import { needInstances } from "./running";
import { publicName, reservationViews, stateView } from "./views";

const iso = (at: number) => new Date(at).toISOString();

/** The filters of DescribeInstances: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeInstances.html */
function fields(region: Region): FilterFields<InstanceRecord> {
  // A terminated instance is nowhere.
  const placed =
    <V>(value: (one: InstanceRecord) => V) =>
    (one: InstanceRecord) =>
      one.state === "terminated" ? undefined : value(one);
  const nic = <V>(value: (one: NonNullable<ReturnType<Region["interfaces"]["get"]>>) => V) =>
    placed((one) => {
      const found = region.interfaces.get(one.interfaceId);
      return found ? value(found) : undefined;
    });
  const volume = <V>(value: (one: NonNullable<ReturnType<Region["volumes"]["get"]>>) => V) =>
    placed((one) => {
      const found = region.volumes.get(one.volumeId);
      return found ? value(found) : undefined;
    });
  const groupNames = (one: InstanceRecord) => one.groupIds.map((id) => region.groups.get(id)?.name);
  return {
    affinity: () => undefined,
    architecture: (one) => one.architecture,
    "availability-zone": (one) => one.zone,
    "availability-zone-id": (one) => one.zoneId,
    "block-device-mapping.attach-time": volume((one) => iso(one.attachment.at)),
    "block-device-mapping.delete-on-termination": volume((one) => one.attachment.deleteOnTermination),
    "block-device-mapping.device-name": volume((one) => one.attachment.device),
    "block-device-mapping.status": volume(() => "attached"),
    "block-device-mapping.volume-id": volume((one) => one.id),
    "client-token": (one) => one.clientToken,
    "dns-name": (one) => publicName(region, one) || undefined,
    "ebs-optimized": (one) => one.ebsOptimized,
    "ena-support": () => true,
    "group-id": placed((one) => one.groupIds),
    "group-name": placed(groupNames),
    "hibernation-options.configured": () => false,
    "host-id": () => undefined,
    hypervisor: () => "xen",
    "iam-instance-profile.arn": (one) => one.profile?.arn,
    "iam-instance-profile.id": (one) => one.profile?.id,
    "image-id": (one) => one.imageId,
    "instance-id": (one) => one.id,
    "instance-lifecycle": (one) => (one.spot ? "spot" : undefined),
    "instance-state-code": (one) => stateView(one.state).Code,
    "instance-state-name": (one) => one.state,
    "instance-type": (one) => one.type,
    "instance.group-id": placed((one) => one.groupIds),
    "instance.group-name": placed(groupNames),
    "ip-address": placed((one) => one.publicIp),
    "kernel-id": () => undefined,
    "key-name": (one) => one.keyName,
    "launch-index": (one) => one.launchIndex,
    "launch-time": (one) => iso(one.launchedAt),
    "maintenance-options.auto-recovery": (one) => one.autoRecovery,
    "metadata-options.http-endpoint": (one) => one.metadata.endpoint,
    "metadata-options.http-put-response-hop-limit": (one) => one.metadata.hopLimit,
    "metadata-options.http-tokens": (one) => one.metadata.tokens,
    "metadata-options.instance-metadata-tags": (one) => one.metadata.tags,
    "monitoring-state": (one) => (one.monitoring ? "enabled" : "disabled"),
    "network-interface.addresses.primary": nic(() => true),
    "network-interface.addresses.private-ip-address": nic((one) => one.privateIp),
    "network-interface.association.public-ip": nic((one) => one.publicIp),
    "network-interface.attachment.instance-id": nic((one) => one.attachment?.instanceId),
    "network-interface.availability-zone": nic((one) => one.zone),
    "network-interface.description": nic((one) => one.description),
    "network-interface.group-id": nic((one) => one.groupIds),
    "network-interface.mac-address": nic((one) => one.mac),
    "network-interface.network-interface-id": nic((one) => one.id),
    "network-interface.owner-id": nic(() => region.accountId),
    "network-interface.private-dns-name": nic((one) => privateDnsName(region.region, one.privateIp)),
    "network-interface.status": nic(() => "in-use"),
    "network-interface.subnet-id": nic((one) => one.subnetId),
    "network-interface.vpc-id": nic((one) => one.vpcId),
    "owner-id": () => region.accountId,
    "placement-group-name": () => undefined,
    platform: () => undefined,
    "platform-details": () => "Linux/UNIX",
    "private-dns-name": placed((one) => privateDnsName(region.region, one.privateIp)),
    "private-ip-address": placed((one) => one.privateIp),
    "product-code": () => undefined,
    reason: (one) => one.transition,
    "requester-id": (one) => one.requesterId,
    "reservation-id": (one) => one.reservationId,
    "root-device-name": volume((one) => one.attachment.device),
    "root-device-type": () => "ebs",
    "source-dest-check": placed((one) => one.sourceDestCheck),
    "spot-instance-request-id": () => undefined,
    "state-reason-code": (one) => one.stateReason?.code,
    "state-reason-message": (one) => one.stateReason?.message,
    "subnet-id": placed((one) => one.subnetId),
    tenancy: (one) => one.tenancy,
    "usage-operation": () => "RunInstances",
    "virtualization-type": () => "hvm",
    "vpc-id": placed((one) => one.vpcId),
  };
}

export function describeOperations(store: Store): Operations {
  return {
    DescribeInstances(input: Describing & { InstanceIds?: string[] }, call: Call) {
      const region = store.of(call);
      if (input.InstanceIds?.length && input.MaxResults !== undefined)
        throw new AwsError("InvalidParameterCombination", "The parameter instancesSet cannot be used with the parameter maxResults");
      const asked = input.InstanceIds?.length ? needInstances(region, input.InstanceIds) : region.instances.values();
      const found = filtered(asked, input.Filters, fields(region), (one) => one.tags);
      const { page, nextToken } = paged(found, input);
      return { Reservations: reservationViews(region, page), NextToken: nextToken };
    },
  };
}
