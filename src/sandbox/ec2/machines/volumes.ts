import { filtered } from "../base/filters";
import type { Call, Describing, Operations } from "../base/operations";
import { paged } from "../base/pages";
import type { VolumeRecord } from "../base/records";
import { needAll, type Region, type Store } from "../base/store";
import { tagList } from "../base/tags";
import { imageById } from "./images";
import type { Launch } from "./launch-facts";

const BASE_IOPS: Readonly<Record<string, number>> = { gp3: 3_000, gp2: 100, io1: 100, io2: 100 };

/** The root volume of an instance; it is made, attached and deleted with the instance. */
export function makeRootVolume(region: Region, launch: Launch, to: { instanceId: string; at: number }): VolumeRecord {
  const image = imageById(region.region, launch.imageId);
  const device = image?.rootDevice ?? "/dev/xvda";
  const mapping = launch.input.BlockDeviceMappings?.find((one) => one.DeviceName === device && one.Ebs)?.Ebs;
  const type = mapping?.VolumeType ?? image?.rootType ?? "gp3";
  const sizeGiB = mapping?.VolumeSize ?? image?.rootGiB ?? 8;
  const id = region.newId("vol");
  return region.volumes.set(id, {
    id,
    zone: launch.subnet.zone,
    zoneId: launch.subnet.zoneId,
    sizeGiB,
    type,
    iops: mapping?.Iops ?? (type === "gp2" ? Math.max(100, sizeGiB * 3) : (BASE_IOPS[type] ?? 0)),
    throughput: type === "gp3" ? (mapping?.Throughput ?? 125) : undefined,
    encrypted: mapping?.Encrypted ?? false,
    kmsKeyId: mapping?.KmsKeyId,
    snapshotId: mapping?.SnapshotId,
    createdAt: to.at,
    attachment: { instanceId: to.instanceId, device, deleteOnTermination: mapping?.DeleteOnTermination ?? true, at: to.at },
    tags: launch.tags.volume,
  });
}

function volumeView(volume: VolumeRecord) {
  const { attachment } = volume;
  return {
    VolumeId: volume.id,
    AvailabilityZone: volume.zone,
    AvailabilityZoneId: volume.zoneId,
    CreateTime: new Date(volume.createdAt),
    Encrypted: volume.encrypted,
    KmsKeyId: volume.kmsKeyId,
    Size: volume.sizeGiB,
    SnapshotId: volume.snapshotId ?? "",
    State: "in-use",
    VolumeType: volume.type,
    Iops: volume.iops,
    Throughput: volume.throughput,
    MultiAttachEnabled: false,
    Attachments: [
      {
        VolumeId: volume.id,
        InstanceId: attachment.instanceId,
        Device: attachment.device,
        State: "attached",
        DeleteOnTermination: attachment.deleteOnTermination,
        AttachTime: new Date(attachment.at),
      },
    ],
    Tags: tagList(volume.tags),
  };
}

export function volumeOperations(store: Store): Operations {
  return {
    DescribeVolumes(input: Describing & { VolumeIds?: string[] }, call: Call) {
      const region = store.of(call);
      const volumes = filtered(
        needAll(region.volumes, "volume", input.VolumeIds),
        input.Filters,
        {
          "attachment.attach-time": (one) => new Date(one.attachment.at).toISOString(),
          "attachment.delete-on-termination": (one) => one.attachment.deleteOnTermination,
          "attachment.device": (one) => one.attachment.device,
          "attachment.instance-id": (one) => one.attachment.instanceId,
          "attachment.status": () => "attached",
          "availability-zone": (one) => one.zone,
          "availability-zone-id": (one) => one.zoneId,
          "create-time": (one) => new Date(one.createdAt).toISOString(),
          encrypted: (one) => one.encrypted,
          "multi-attach-enabled": () => false,
          size: (one) => one.sizeGiB,
          "snapshot-id": (one) => one.snapshotId,
          status: () => "in-use",
          "volume-id": (one) => one.id,
          "volume-type": (one) => one.type,
        },
        (one) => one.tags,
      );
      const { page, nextToken } = paged(volumes, input);
      return { Volumes: page.map(volumeView), NextToken: nextToken };
    },
  };
}
