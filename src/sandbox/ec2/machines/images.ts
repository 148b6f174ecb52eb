import { createHash } from "node:crypto";
import { AwsError } from "../../kernel/error";
import { notFound } from "../base/errors";
import { filtered } from "../base/filters";
import type { Call, Describing, Operations } from "../base/operations";
import { paged } from "../base/pages";

/** What a machine runs is said by the system description, not by its image: an image gives architecture, owner and name. */
export interface ImageFacts {
  readonly name: string;
  readonly description: string;
  readonly architecture: "x86_64" | "arm64";
  readonly ownerId: string;
  readonly ownerAlias: string | undefined;
  readonly createdAt: string;
  readonly rootDevice: string;
  readonly rootGiB: number;
  readonly rootType: string;
  readonly platformDetails: string;
  /** The public SSM parameters that name it. */
  readonly parameters: readonly string[];
}

const AMAZON = {
  ownerId: "137112412989",
  ownerAlias: "amazon",
  rootDevice: "/dev/xvda",
  rootGiB: 8,
  platformDetails: "Linux/UNIX",
} as const;
const EKS = { ...AMAZON, ownerId: "602401143452", rootGiB: 20 } as const;
const CANONICAL = { ...AMAZON, ownerId: "099720109477", ownerAlias: undefined, rootDevice: "/dev/sda1" } as const;
const LINUX = "/aws/service/ami-amazon-linux-latest";
const both = ["x86_64", "arm64"] as const;
const debian = (architecture: string) => (architecture === "x86_64" ? "amd64" : "arm64");

const IMAGES: readonly ImageFacts[] = [
  ...both.map((architecture) => ({
    ...AMAZON,
    architecture,
    name: `al2023-ami-2023.9.20261109.0-kernel-6.1-${architecture}`,
    description: `Amazon Linux 2023 AMI 2023.9.20261109.0 ${architecture} HVM kernel-6.1`,
    createdAt: "2026-11-09T22:10:31.000Z",
    rootType: "gp3",
    parameters: [`${LINUX}/al2023-ami-kernel-default-${architecture}`, `${LINUX}/al2023-ami-kernel-6.1-${architecture}`],
  })),
  ...both.map((architecture) => ({
    ...AMAZON,
    architecture,
    name: `al2023-ami-minimal-2023.9.20261109.0-kernel-6.1-${architecture}`,
    description: `Amazon Linux 2023 AMI 2023.9.20261109.0 ${architecture} Minimal HVM kernel-6.1`,
    createdAt: "2026-11-09T22:12:04.000Z",
    rootGiB: 2,
    rootType: "gp3",
    parameters: [`${LINUX}/al2023-ami-minimal-kernel-default-${architecture}`],
  })),
  ...both.map((architecture) => ({
    ...AMAZON,
    architecture,
    name: `amzn2-ami-hvm-2.0.20261105.0-${architecture}-gp2`,
    description: `Amazon Linux 2 AMI 2.0.20261105.0 ${architecture} HVM gp2`,
    createdAt: "2026-11-06T01:20:10.000Z",
    rootType: "gp2",
    parameters: [`${LINUX}/amzn2-ami-hvm-${architecture}-gp2`],
  })),
  ...both.map((architecture) => ({
    ...CANONICAL,
    architecture,
    name: `ubuntu/images/hvm-ssd/ubuntu-jammy-22.04-${debian(architecture)}-server-20261101`,
    description: `Canonical, Ubuntu, 22.04, ${debian(architecture)} jammy image`,
    createdAt: "2026-11-01T06:30:40.000Z",
    rootType: "gp2",
    parameters: [`/aws/service/canonical/ubuntu/server/22.04/stable/current/${debian(architecture)}/hvm/ebs-gp2/ami-id`],
  })),
  ...both.map((architecture) => ({
    ...CANONICAL,
    architecture,
    name: `ubuntu/images/hvm-ssd-gp3/ubuntu-noble-24.04-${debian(architecture)}-server-20261101`,
    description: `Canonical, Ubuntu, 24.04, ${debian(architecture)} noble image`,
    createdAt: "2026-11-01T07:02:15.000Z",
    rootType: "gp3",
    parameters: [`/aws/service/canonical/ubuntu/server/24.04/stable/current/${debian(architecture)}/hvm/ebs-gp3/ami-id`],
  })),
  ...["1.32", "1.33", "1.34"].flatMap((version) =>
    both.map((architecture) => ({
      ...EKS,
      architecture,
      name: `amazon-eks-node-al2023-${architecture}-standard-${version}-v20261105`,
      description: `EKS-optimized Kubernetes node based on Amazon Linux 2023 (k8s: ${version})`,
      createdAt: "2026-11-05T18:45:00.000Z",
      rootType: "gp3",
      parameters: [`/aws/service/eks/optimized-ami/${version}/amazon-linux-2023/${architecture}/standard/recommended/image_id`],
    })),
  ),
];

/** An image has the same id in every sandbox, another in every Region. */
export function imageId(region: string, name: string): string {
  return `ami-0${createHash("sha256").update(`${region}/${name}`).digest("hex").slice(0, 16)}`;
}

export function imageById(region: string, id: string): ImageFacts | undefined {
  return IMAGES.find((image) => imageId(region, image.name) === id);
}

/** The image id that a public SSM parameter gives, for example `/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64`. */
export function imageOfParameter(region: string, parameter: string): string | undefined {
  const image = IMAGES.find((one) => one.parameters.includes(parameter));
  return image ? imageId(region, image.name) : undefined;
}

/** Every public SSM parameter that names an image. */
export function imageParameters(): readonly string[] {
  return IMAGES.flatMap((image) => image.parameters);
}

function imageView(region: string, image: ImageFacts) {
  return {
    ImageId: imageId(region, image.name),
    Name: image.name,
    Description: image.description,
    Architecture: image.architecture,
    CreationDate: image.createdAt,
    OwnerId: image.ownerId,
    ImageOwnerAlias: image.ownerAlias,
    ImageLocation: `${image.ownerAlias ?? image.ownerId}/${image.name}`,
    ImageType: "machine",
    Public: true,
    State: "available",
    PlatformDetails: image.platformDetails,
    UsageOperation: "RunInstances",
    RootDeviceName: image.rootDevice,
    RootDeviceType: "ebs",
    VirtualizationType: "hvm",
    Hypervisor: "xen",
    EnaSupport: true,
    SriovNetSupport: "simple",
    BootMode: image.architecture === "arm64" ? "uefi" : "uefi-preferred",
    ImdsSupport: image.name.startsWith("al2023") ? "v2.0" : undefined,
    BlockDeviceMappings: [
      {
        DeviceName: image.rootDevice,
        Ebs: {
          DeleteOnTermination: true,
          Encrypted: false,
          SnapshotId: snapshotId(region, image),
          VolumeSize: image.rootGiB,
          VolumeType: image.rootType,
        },
      },
    ],
    Tags: [],
  };
}

const snapshotId = (region: string, image: ImageFacts) => imageId(region, `snapshot of ${image.name}`).replace("ami-", "snap-");

export function imageOperations(): Operations {
  return {
    DescribeImages(input: Describing & { ImageIds?: string[]; Owners?: string[] }, call: Call) {
      const { region } = call;
      for (const id of input.ImageIds ?? []) {
        if (!/^ami-[0-9a-f]{8,17}$/.test(id)) throw new AwsError("InvalidAMIID.Malformed", `Invalid id: "${id}" (expecting "ami-...")`);
      }
      const unknown = (input.ImageIds ?? []).filter((id) => !imageById(region, id));
      if (unknown.length > 1) throw new AwsError("InvalidAMIID.NotFound", `The image ids '[${unknown.join(", ")}]' do not exist`);
      if (unknown.length === 1) throw notFound("image", unknown.join());
      const owners = input.Owners?.map((owner) => (owner === "self" ? call.accountId : owner));
      const asked = IMAGES.filter(
        (image) =>
          (!input.ImageIds?.length || input.ImageIds.includes(imageId(region, image.name))) &&
          (!owners?.length || owners.some((owner) => owner === image.ownerId || owner === image.ownerAlias)),
      );
      const images = filtered(
        asked,
        input.Filters,
        {
          architecture: (one) => one.architecture,
          "block-device-mapping.delete-on-termination": () => true,
          "block-device-mapping.device-name": (one) => one.rootDevice,
          "block-device-mapping.encrypted": () => false,
          "block-device-mapping.snapshot-id": (one) => snapshotId(region, one),
          "block-device-mapping.volume-size": (one) => one.rootGiB,
          "block-device-mapping.volume-type": (one) => one.rootType,
          "boot-mode": (one) => (one.architecture === "arm64" ? "uefi" : "uefi-preferred"),
          "creation-date": (one) => one.createdAt,
          description: (one) => one.description,
          "ena-support": () => true,
          hypervisor: () => "xen",
          "image-id": (one) => imageId(region, one.name),
          "image-type": () => "machine",
          "is-public": () => true,
          "manifest-location": (one) => `${one.ownerAlias ?? one.ownerId}/${one.name}`,
          name: (one) => one.name,
          "owner-alias": (one) => one.ownerAlias,
          "owner-id": (one) => one.ownerId,
          platform: () => undefined,
          "platform-details": (one) => one.platformDetails,
          "root-device-name": (one) => one.rootDevice,
          "root-device-type": () => "ebs",
          "sriov-net-support": () => "simple",
          state: () => "available",
          "usage-operation": () => "RunInstances",
          "virtualization-type": () => "hvm",
        },
        () => ({}),
      );
      const { page, nextToken } = paged(images, input, { min: 1 });
      return { Images: page.map((one) => imageView(region, one)), NextToken: nextToken };
    },
  };
}
