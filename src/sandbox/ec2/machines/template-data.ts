import type { TagSpecification } from "../base/tags";

interface Ebs {
  DeleteOnTermination?: boolean;
  Encrypted?: boolean;
  Iops?: number;
  KmsKeyId?: string;
  SnapshotId?: string;
  Throughput?: number;
  VolumeSize?: number;
  VolumeType?: string;
}

/** What a launch needs to know: members that `RunInstances` and launch templates share. */
export interface TemplateData {
  ImageId?: string;
  InstanceType?: string;
  KeyName?: string;
  UserData?: string;
  SecurityGroupIds?: string[];
  SecurityGroups?: string[];
  IamInstanceProfile?: { Arn?: string; Name?: string };
  BlockDeviceMappings?: { DeviceName?: string; NoDevice?: string; VirtualName?: string; Ebs?: Ebs }[];
  NetworkInterfaces?: {
    DeviceIndex?: number;
    SubnetId?: string;
    Groups?: string[];
    AssociatePublicIpAddress?: boolean;
    PrivateIpAddress?: string;
    DeleteOnTermination?: boolean;
    Description?: string;
    NetworkInterfaceId?: string;
  }[];
  Placement?: { AvailabilityZone?: string; AvailabilityZoneId?: string; Tenancy?: string; GroupName?: string; HostId?: string };
  Monitoring?: { Enabled?: boolean };
  EbsOptimized?: boolean;
  DisableApiTermination?: boolean;
  DisableApiStop?: boolean;
  InstanceInitiatedShutdownBehavior?: string;
  MetadataOptions?: {
    HttpTokens?: string;
    HttpEndpoint?: string;
    HttpPutResponseHopLimit?: number;
    HttpProtocolIpv6?: string;
    InstanceMetadataTags?: string;
  };
  MaintenanceOptions?: { AutoRecovery?: string };
  InstanceMarketOptions?: { MarketType?: string; SpotOptions?: { ValidUntil?: unknown; InstanceInterruptionBehavior?: string } };
  CreditSpecification?: { CpuCredits?: string };
  TagSpecifications?: TagSpecification[];
  InstanceRequirements?: object;
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value === "" || (Array.isArray(value) && value.length === 0);
}

/** Plain JSON without members that say nothing (an empty user data, an empty list): EC2 does not give those back. */
export function cleaned(data: object): Record<string, unknown> {
  const plain = JSON.parse(JSON.stringify(data)) as Record<string, unknown>;
  return Object.fromEntries(Object.entries(plain).filter(([, value]) => !isEmpty(value)));
}

/** The kept data as the API gives it: the one time in it is a time again. */
export function revived(data: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const market = (data as TemplateData).InstanceMarketOptions;
  const until = market?.SpotOptions?.ValidUntil;
  if (typeof until !== "string") return data;
  return { ...data, InstanceMarketOptions: { ...market, SpotOptions: { ...market?.SpotOptions, ValidUntil: new Date(until) } } };
}

/**
 * A request over a launch template: what the request says goes before, member by member; tags of a kind of resource are
 * put together, the request's values first. https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/launch-instances-from-launch-template.html
 */
export function overTemplate<T extends TemplateData>(request: T, template: TemplateData): T {
  const said = Object.fromEntries(Object.entries(request).filter(([, value]) => !isEmpty(value)));
  const merged = { ...template, ...said } as T;
  const kinds = [...(template.TagSpecifications ?? []), ...(request.TagSpecifications ?? [])].map((one) => one.ResourceType);
  const tagsOf = (specifications: TagSpecification[] | undefined, kind: string | undefined) =>
    (specifications ?? []).filter((one) => one.ResourceType === kind).flatMap((one) => one.Tags ?? []);
  merged.TagSpecifications = [...new Set(kinds)].map((ResourceType) => {
    const own = tagsOf(request.TagSpecifications, ResourceType);
    const inherited = tagsOf(template.TagSpecifications, ResourceType).filter((tag) => !own.some((one) => one.Key === tag.Key));
    return { ResourceType, Tags: [...inherited, ...own] };
  });
  return merged;
}
