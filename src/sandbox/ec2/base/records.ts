import type { Tags } from "./tags";

/** What EC2 remembers, as plain JSON: times are sandbox milliseconds, tags a map. */
export interface Tagged {
  readonly id: string;
  readonly tags: Tags;
}

export interface VpcRecord extends Tagged {
  readonly cidr: string;
  readonly isDefault: boolean;
  readonly tenancy: string;
  readonly cidrAssociationId: string;
  readonly dnsSupport: boolean;
  readonly dnsHostnames: boolean;
  readonly usageMetrics: boolean;
}

export interface SubnetRecord extends Tagged {
  readonly vpcId: string;
  readonly cidr: string;
  readonly zone: string;
  readonly zoneId: string;
  readonly defaultForAz: boolean;
  readonly mapPublicIp: boolean;
  readonly hostnameType: string;
  readonly resourceNameA: boolean;
  readonly resourceNameAaaa: boolean;
}

export interface GatewayRecord extends Tagged {
  readonly vpcId: string | undefined;
}

export interface RouteRecord {
  /** One of the two. */
  readonly cidr?: string;
  readonly prefixListId?: string;
  readonly origin: "CreateRouteTable" | "CreateRoute";
  /** What it leads to; `local` is the VPC's own. */
  readonly target: { readonly kind: RouteTargetKind; readonly id: string };
}

export type RouteTargetKind = "GatewayId" | "NatGatewayId" | "InstanceId" | "NetworkInterfaceId";

export interface RouteTableRecord extends Tagged {
  readonly vpcId: string;
  readonly routes: readonly RouteRecord[];
  readonly associations: readonly {
    readonly id: string;
    readonly main: boolean;
    readonly subnetId?: string;
    readonly gatewayId?: string;
  }[];
}

export interface AclEntry {
  /** 1 to 32766; 32767 is the closing rule that denies everything. */
  readonly ruleNumber: number;
  readonly egress: boolean;
  /** Number as text; `-1` is every protocol. */
  readonly protocol: string;
  readonly action: "allow" | "deny";
  readonly cidr?: string;
  readonly ipv6Cidr?: string;
  readonly ports?: { readonly from: number; readonly to: number };
  readonly icmp?: { readonly code: number; readonly type: number };
}

export interface AclRecord extends Tagged {
  readonly vpcId: string;
  readonly isDefault: boolean;
  readonly entries: readonly AclEntry[];
  readonly associations: readonly { readonly id: string; readonly subnetId: string }[];
}

export interface GroupRecord extends Tagged {
  readonly vpcId: string;
  readonly name: string;
  readonly description: string;
}

export interface RuleRecord extends Tagged {
  readonly groupId: string;
  readonly egress: boolean;
  readonly protocol: string;
  readonly fromPort: number;
  readonly toPort: number;
  /** Exactly one of these four says with whom. */
  readonly cidr?: string;
  readonly ipv6Cidr?: string;
  readonly prefixListId?: string;
  readonly peerGroupId?: string;
  readonly peerOwnerId?: string;
  readonly description?: string;
}

export interface PrefixListRecord extends Tagged {
  readonly name: string;
  readonly maxEntries: number;
  readonly addressFamily: string;
  readonly version: number;
  /** Entries of every version, by its number. */
  readonly entries: Readonly<Record<string, readonly { readonly cidr: string; readonly description?: string }[]>>;
  readonly ownedByAws: boolean;
}

export interface AddressRecord extends Tagged {
  readonly publicIp: string;
  readonly associationId?: string;
  readonly instanceId?: string;
  readonly interfaceId?: string;
  readonly privateIp?: string;
}

export interface NatRecord extends Tagged {
  readonly vpcId: string;
  readonly subnetId: string;
  readonly state: "pending" | "available" | "deleting" | "deleted";
  readonly connectivity: "public" | "private";
  readonly allocationId?: string;
  readonly publicIp?: string;
  readonly privateIp: string;
  readonly interfaceId: string;
  readonly createdAt: number;
  readonly deletedAt?: number;
}

export interface InterfaceRecord extends Tagged {
  readonly vpcId: string;
  readonly subnetId: string;
  readonly zone: string;
  readonly zoneId: string;
  readonly privateIp: string;
  readonly publicIp?: string;
  readonly mac: string;
  readonly description: string;
  readonly groupIds: readonly string[];
  readonly type: string;
  readonly sourceDestCheck: boolean;
  /** AWS service that made it, for example `amazon-elb`: the user cannot delete it. */
  readonly requester?: string;
  readonly attachment?: {
    readonly id: string;
    readonly instanceId?: string;
    readonly instanceOwnerId: string;
    readonly deviceIndex: number;
    readonly deleteOnTermination: boolean;
    readonly at: number;
  };
}

export interface VolumeRecord extends Tagged {
  readonly zone: string;
  readonly zoneId: string;
  readonly sizeGiB: number;
  readonly type: string;
  readonly iops: number;
  readonly throughput?: number;
  readonly encrypted: boolean;
  readonly kmsKeyId?: string;
  readonly snapshotId?: string;
  readonly createdAt: number;
  readonly attachment: { readonly instanceId: string; readonly device: string; readonly deleteOnTermination: boolean; readonly at: number };
}

export interface TemplateRecord extends Tagged {
  readonly name: string;
  readonly createdAt: number;
  readonly createdBy: string;
  readonly defaultVersion: number;
  readonly latestVersion: number;
  readonly versions: readonly {
    readonly number: number;
    readonly description?: string;
    readonly createdAt: number;
    readonly createdBy: string;
    /** As the API takes it (`RequestLaunchTemplateData`). */
    readonly data: Readonly<Record<string, unknown>>;
  }[];
}

export type InstanceState = "pending" | "running" | "stopping" | "stopped" | "shutting-down" | "terminated";

export interface InstanceRecord extends Tagged {
  readonly reservationId: string;
  readonly launchIndex: number;
  readonly requesterId?: string;
  readonly clientToken?: string;
  readonly imageId: string;
  readonly type: string;
  readonly architecture: string;
  readonly keyName?: string;
  readonly state: InstanceState;
  readonly stateSince: number;
  readonly stateReason?: { readonly code: string; readonly message: string };
  /** `User initiated (2026-11-21 09:00:00 GMT)` */
  readonly transition: string;
  readonly launchedAt: number;
  readonly vpcId: string;
  readonly subnetId: string;
  readonly zone: string;
  readonly zoneId: string;
  readonly privateIp: string;
  readonly publicIp?: string;
  /** Gets a public address at every start. */
  readonly publicOnStart: boolean;
  readonly interfaceId: string;
  readonly volumeId: string;
  readonly groupIds: readonly string[];
  readonly profile?: { readonly arn: string; readonly id: string; readonly associationId: string };
  readonly monitoring: boolean;
  readonly ebsOptimized: boolean;
  readonly sourceDestCheck: boolean;
  readonly disableApiTermination: boolean;
  readonly disableApiStop: boolean;
  readonly shutdownBehavior: string;
  readonly userData?: string;
  readonly tenancy: string;
  readonly metadata: {
    readonly tokens: string;
    readonly endpoint: string;
    readonly hopLimit: number;
    readonly ipv6: string;
    readonly tags: string;
  };
  readonly spot: boolean;
  /** What becomes of a Spot instance that EC2 takes back. Left out: it is terminated. */
  readonly interruption?: "stop" | "hibernate";
  /** When EC2 takes this Spot instance back. */
  readonly interruptAt?: number;
  readonly autoRecovery: string;
  readonly cpuCredits?: string;
  /** Since when the machine has been dead without EC2 having ended it: status checks fail. */
  readonly impairedSince?: number;
}
