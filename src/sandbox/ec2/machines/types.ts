import { AwsError } from "../../kernel/error";
import { filtered } from "../base/filters";
import type { Call, Describing, Operations } from "../base/operations";
import { paged } from "../base/pages";
import { zonesOf } from "../base/regions";

interface TypeFacts {
  readonly name: string;
  readonly architecture: "x86_64" | "arm64";
  readonly vCpus: number;
  readonly memoryMiB: number;
  readonly burstable: boolean;
  readonly nitro: boolean;
  readonly network: string;
  readonly current: boolean;
}

const STEPS: readonly (readonly [string, number])[] = [
  ["large", 2],
  ["xlarge", 4],
  ["2xlarge", 8],
  ["4xlarge", 16],
  ["8xlarge", 32],
  ["12xlarge", 48],
  ["16xlarge", 64],
  ["24xlarge", 96],
];

/** Families of one shape: GiB of memory for each vCPU. */
const FAMILIES: Readonly<Record<string, number>> = {
  m5: 4,
  m5a: 4,
  m6a: 4,
  m6g: 4,
  m6i: 4,
  m7a: 4,
  m7g: 4,
  m7i: 4,
  m8g: 4,
  c5: 2,
  c5a: 2,
  c6a: 2,
  c6g: 2,
  c6i: 2,
  c7a: 2,
  c7g: 2,
  c7i: 2,
  c8g: 2,
  r5: 8,
  r5a: 8,
  r6a: 8,
  r6g: 8,
  r6i: 8,
  r7a: 8,
  r7g: 8,
  r7i: 8,
  r8g: 8,
};

/** Burstable sizes: vCPUs and MiB. */
const BURSTABLE: readonly (readonly [string, number, number])[] = [
  ["nano", 2, 512],
  ["micro", 2, 1_024],
  ["small", 2, 2_048],
  ["medium", 2, 4_096],
  ["large", 2, 8_192],
  ["xlarge", 4, 16_384],
  ["2xlarge", 8, 32_768],
];

export const architectureOf = (type: string): "x86_64" | "arm64" => (/^([a-z]+\d+g|a1)/.test(type) ? "arm64" : "x86_64");

const TYPES: readonly TypeFacts[] = [
  ...["t2", "t3", "t3a", "t4g"].flatMap((family) =>
    BURSTABLE.map(([size, vCpus, memoryMiB]) => ({
      name: `${family}.${size}`,
      architecture: architectureOf(family),
      vCpus: family === "t2" && memoryMiB < 4_096 ? 1 : vCpus,
      memoryMiB,
      burstable: true,
      nitro: family !== "t2",
      network: family === "t2" ? "Low to Moderate" : "Up to 5 Gigabit",
      current: true,
    })),
  ),
  ...Object.entries(FAMILIES).flatMap(([family, ratio]) =>
    STEPS.map(([size, vCpus]) => ({
      name: `${family}.${size}`,
      architecture: architectureOf(family),
      vCpus,
      memoryMiB: vCpus * ratio * 1_024,
      burstable: false,
      nitro: true,
      network: vCpus <= 16 ? "Up to 12.5 Gigabit" : "25 Gigabit",
      current: true,
    })),
  ),
];

export const typeFacts = (name: string) => TYPES.find((type) => type.name === name);

/** Burstable types have CPU credits; all but T2 start `unlimited`. */
export const isBurstable = (name: string) => /^t\d/.test(name);

/** Any type that is spelled like one may be launched, also those whose sizes the sandbox does not list. */
export function requireType(name: string): void {
  if (!/^[a-z][a-z0-9-]*\.[a-z0-9-]+$/.test(name)) throw new AwsError("InvalidParameterValue", `Invalid value '${name}' for InstanceType.`);
}

function typeView(type: TypeFacts) {
  const threads = type.architecture === "arm64" || type.vCpus === 1 ? 1 : 2;
  return {
    InstanceType: type.name,
    CurrentGeneration: type.current,
    FreeTierEligible: ["t2.micro", "t3.micro", "t4g.small"].includes(type.name),
    SupportedUsageClasses: ["on-demand", "spot"],
    SupportedRootDeviceTypes: ["ebs"],
    SupportedVirtualizationTypes: ["hvm"],
    BareMetal: false,
    Hypervisor: type.nitro ? "nitro" : "xen",
    ProcessorInfo: { SupportedArchitectures: [type.architecture] },
    VCpuInfo: { DefaultVCpus: type.vCpus, DefaultCores: Math.max(1, type.vCpus / threads), DefaultThreadsPerCore: threads },
    MemoryInfo: { SizeInMiB: type.memoryMiB },
    InstanceStorageSupported: false,
    EbsInfo: {
      EbsOptimizedSupport: type.nitro ? "default" : "unsupported",
      EncryptionSupport: "supported",
      NvmeSupport: type.nitro ? "required" : "unsupported",
    },
    NetworkInfo: {
      NetworkPerformance: type.network,
      MaximumNetworkInterfaces: type.vCpus >= 8 ? 4 : 3,
      MaximumNetworkCards: 1,
      DefaultNetworkCardIndex: 0,
      Ipv4AddressesPerInterface: type.vCpus >= 8 ? 15 : 10,
      Ipv6AddressesPerInterface: type.vCpus >= 8 ? 15 : 10,
      Ipv6Supported: true,
      EnaSupport: type.nitro ? "required" : "unsupported",
      EfaSupported: false,
    },
    PlacementGroupInfo: { SupportedStrategies: ["partition", "spread"] },
    HibernationSupported: false,
    BurstablePerformanceSupported: type.burstable,
    DedicatedHostsSupported: !type.burstable,
    AutoRecoverySupported: true,
    SupportedBootModes: type.architecture === "arm64" ? ["uefi"] : ["legacy-bios", "uefi"],
  };
}

export function typeOperations(): Operations {
  return {
    DescribeInstanceTypes(input: Describing & { InstanceTypes?: string[] }) {
      const unknown = (input.InstanceTypes ?? []).filter((name) => !typeFacts(name));
      if (unknown.length > 0)
        throw new AwsError("InvalidInstanceType", `The following supplied instance types do not exist: [${unknown.join(", ")}]`);
      const asked = TYPES.filter((type) => !input.InstanceTypes?.length || input.InstanceTypes.includes(type.name));
      const types = filtered(asked, input.Filters, {
        "auto-recovery-supported": () => true,
        "bare-metal": () => false,
        "burstable-performance-supported": (type) => type.burstable,
        "current-generation": (type) => type.current,
        "free-tier-eligible": (type) => ["t2.micro", "t3.micro", "t4g.small"].includes(type.name),
        hypervisor: (type) => (type.nitro ? "nitro" : "xen"),
        "instance-storage-supported": () => false,
        "instance-type": (type) => type.name,
        "memory-info.size-in-mib": (type) => type.memoryMiB,
        "processor-info.supported-architecture": (type) => type.architecture,
        "supported-root-device-type": () => "ebs",
        "supported-usage-class": () => ["on-demand", "spot"],
        "supported-virtualization-type": () => "hvm",
        "vcpu-info.default-vcpus": (type) => type.vCpus,
      });
      const { page, nextToken } = paged(types, { ...input, MaxResults: input.MaxResults ?? 100 }, { max: 100 });
      return { InstanceTypes: page.map(typeView), NextToken: nextToken };
    },

    DescribeInstanceTypeOfferings(input: Describing & { LocationType?: string }, call: Call) {
      const byZone = input.LocationType?.startsWith("availability-zone");
      const locations = byZone
        ? zonesOf(call.region).map((zone) => (input.LocationType === "availability-zone-id" ? zone.id : zone.name))
        : [call.region];
      const offered = TYPES.flatMap((type) =>
        locations.map((Location) => ({ InstanceType: type.name, LocationType: input.LocationType ?? "region", Location })),
      );
      const offerings = filtered(offered, input.Filters, { "instance-type": (one) => one.InstanceType, location: (one) => one.Location });
      const { page, nextToken } = paged(offerings, input);
      return { InstanceTypeOfferings: page, NextToken: nextToken };
    },
  };
}
