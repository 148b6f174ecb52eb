import type { Call, Cloud } from "../../kernel/cloud";
import { regionalScope } from "../../kernel/cloud";
import type { Records, Table } from "../../kernel/state";
import { type Kind, notFound } from "./errors";
import type {
  AclRecord,
  AddressRecord,
  GatewayRecord,
  GroupRecord,
  InstanceRecord,
  InterfaceRecord,
  NatRecord,
  PrefixListRecord,
  RouteTableRecord,
  RuleRecord,
  SubnetRecord,
  Tagged,
  TemplateRecord,
  VolumeRecord,
  VpcRecord,
} from "./records";

/** What an idempotent request made, so that the same token answers the same. */
interface TokenRecord {
  readonly hash: string;
  readonly ids: readonly string[];
}

/** EC2's tables in the sandbox's state. */
export class Store {
  readonly instances: Table<InstanceRecord>;
  constructor(readonly cloud: Cloud) {
    this.instances = cloud.state.table<InstanceRecord>("ec2.instances");
  }

  in(scope: string): Region {
    return new Region(this.cloud, scope);
  }

  of(call: Pick<Call, "accountId" | "region">): Region {
    return this.in(regionalScope(call));
  }
}

/** EC2's records of one account in one Region. */
export class Region {
  readonly accountId: string;
  readonly region: string;
  readonly vpcs: Records<VpcRecord>;
  readonly subnets: Records<SubnetRecord>;
  readonly gateways: Records<GatewayRecord>;
  readonly routeTables: Records<RouteTableRecord>;
  readonly acls: Records<AclRecord>;
  readonly groups: Records<GroupRecord>;
  readonly rules: Records<RuleRecord>;
  readonly prefixLists: Records<PrefixListRecord>;
  readonly addresses: Records<AddressRecord>;
  readonly nats: Records<NatRecord>;
  readonly interfaces: Records<InterfaceRecord>;
  readonly volumes: Records<VolumeRecord>;
  readonly templates: Records<TemplateRecord>;
  readonly instances: Records<InstanceRecord>;
  readonly tokens: Records<TokenRecord>;
  /** One record, `settled`, once the default VPC has been made. */
  readonly facts: Records<{ readonly at: number }>;

  constructor(
    readonly cloud: Cloud,
    readonly scope: string,
  ) {
    const [accountId = "", region = ""] = scope.split("/");
    this.accountId = accountId;
    this.region = region;
    const table = <T>(name: string) => cloud.state.table<T>(`ec2.${name}`).in(scope);
    this.vpcs = table("vpcs");
    this.subnets = table("subnets");
    this.gateways = table("internetGateways");
    this.routeTables = table("routeTables");
    this.acls = table("networkAcls");
    this.groups = table("securityGroups");
    this.rules = table("securityGroupRules");
    this.prefixLists = table("prefixLists");
    this.addresses = table("addresses");
    this.nats = table("natGateways");
    this.interfaces = table("networkInterfaces");
    this.volumes = table("volumes");
    this.templates = table("launchTemplates");
    this.instances = table("instances");
    this.tokens = table("clientTokens");
    this.facts = table("facts");
  }

  now(): number {
    return this.cloud.clock.now();
  }

  newId(prefix: string): string {
    return this.cloud.newId(prefix);
  }

  /** `arn:aws:ec2:us-east-1:123456789012:instance/i-…` */
  arn(kind: string, id: string): string {
    return `arn:aws:ec2:${this.region}:${kind === "image" ? "" : this.accountId}:${kind}/${id}`;
  }

  /** Records of a kind of tagged resource. */
  recordsOf(kind: Kind): Records<Tagged> | undefined {
    const tables: Partial<Record<Kind, unknown>> = {
      instance: this.instances,
      vpc: this.vpcs,
      subnet: this.subnets,
      "internet-gateway": this.gateways,
      "route-table": this.routeTables,
      "network-acl": this.acls,
      "security-group": this.groups,
      "security-group-rule": this.rules,
      "network-interface": this.interfaces,
      volume: this.volumes,
      "launch-template": this.templates,
      "elastic-ip": this.addresses,
      natgateway: this.nats,
      "prefix-list": this.prefixLists,
    };
    return tables[kind] as Records<Tagged> | undefined;
  }
}

/** The record of this id, or EC2's error for one that does not exist. */
export function need<T>(records: Records<T>, kind: Kind, id: string | undefined): T {
  const record = id === undefined ? undefined : records.get(id);
  if (!record) throw notFound(kind, id ?? "");
  return record;
}

/** All records, or those of the ids asked for, each of which must exist. */
export function needAll<T>(records: Records<T>, kind: Kind, ids: readonly string[] | undefined): T[] {
  return ids && ids.length > 0 ? [...new Set(ids)].map((id) => need(records, kind, id)) : records.values();
}

/** Changes some members of a record and writes it. */
export function change<T extends { readonly id: string }>(records: Records<T>, record: T, members: Partial<T>): T {
  return records.set(record.id, { ...record, ...members });
}
