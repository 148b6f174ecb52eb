import { AwsError } from "../../kernel/error";
import { invalidCombination, invalidValue } from "../base/errors";
import type { Call, Operations } from "../base/operations";
import type { InstanceRecord } from "../base/records";
import { change, need, type Region, type Store } from "../base/store";
import { groupIdentifiers } from "../network/interfaces";
import { needInstances } from "./running";
import { architectureOf, isBurstable, requireType } from "./types";
import { instanceView, metadataView } from "./views";

interface Value<T> {
  Value?: T;
}

interface ModifyInput {
  InstanceId: string;
  Attribute?: string;
  Value?: string;
  DisableApiTermination?: Value<boolean>;
  DisableApiStop?: Value<boolean>;
  EbsOptimized?: Value<boolean>;
  SourceDestCheck?: Value<boolean>;
  InstanceType?: Value<string>;
  InstanceInitiatedShutdownBehavior?: Value<string>;
  UserData?: Value<Uint8Array | string>;
  Groups?: string[];
  BlockDeviceMappings?: { DeviceName?: string; Ebs?: { DeleteOnTermination?: boolean } }[];
}

function attributeView(region: Region, one: InstanceRecord): Readonly<Record<string, object>> {
  return {
    instanceType: { InstanceType: { Value: one.type } },
    kernel: { KernelId: {} },
    ramdisk: { RamdiskId: {} },
    userData: { UserData: one.userData === undefined ? {} : { Value: one.userData } },
    disableApiTermination: { DisableApiTermination: { Value: one.disableApiTermination } },
    disableApiStop: { DisableApiStop: { Value: one.disableApiStop } },
    instanceInitiatedShutdownBehavior: { InstanceInitiatedShutdownBehavior: { Value: one.shutdownBehavior } },
    rootDeviceName: { RootDeviceName: { Value: instanceView(region, one).RootDeviceName } },
    blockDeviceMapping: { BlockDeviceMappings: instanceView(region, one).BlockDeviceMappings },
    productCodes: { ProductCodes: [] },
    sourceDestCheck: { SourceDestCheck: { Value: one.sourceDestCheck } },
    groupSet: { Groups: groupIdentifiers(region, one.groupIds) },
    ebsOptimized: { EbsOptimized: { Value: one.ebsOptimized } },
    sriovNetSupport: { SriovNetSupport: { Value: "simple" } },
    enaSupport: { EnaSupport: { Value: true } },
    enclaveOptions: { EnclaveOptions: { Enabled: false } },
  };
}

/** `Attribute` and `Value` in one pair say the same as a member of the attribute's name. */
function spelledOut(input: ModifyInput): ModifyInput {
  const { Attribute: attribute, Value: value } = input;
  if (attribute === undefined || value === undefined) return input;
  const flag = { Value: value === "true" };
  const known: Readonly<Record<string, Partial<ModifyInput>>> = {
    disableApiTermination: { DisableApiTermination: flag },
    disableApiStop: { DisableApiStop: flag },
    ebsOptimized: { EbsOptimized: flag },
    sourceDestCheck: { SourceDestCheck: flag },
    instanceType: { InstanceType: { Value: value } },
    instanceInitiatedShutdownBehavior: { InstanceInitiatedShutdownBehavior: { Value: value } },
    userData: { UserData: { Value: value } },
  };
  const found = known[attribute];
  if (!found) throw invalidValue(`Value (${attribute}) for parameter attribute is invalid. Unknown attribute.`);
  return { ...input, ...found };
}

const asText = (data: Uint8Array | string) => (typeof data === "string" ? data : Buffer.from(data).toString("base64"));

function needStopped(one: InstanceRecord, attribute: string): void {
  if (one.state !== "stopped")
    throw new AwsError(
      "IncorrectInstanceState",
      `The instance '${one.id}' is not in the 'stopped' state. Its ${attribute} can only be modified when it is stopped.`,
    );
}

function modify(region: Region, one: InstanceRecord, input: ModifyInput): void {
  const type = input.InstanceType?.Value;
  if (type !== undefined) {
    requireType(type);
    needStopped(one, "instanceType");
  }
  if (input.UserData) needStopped(one, "userData");
  const groups = input.Groups?.length ? input.Groups : undefined;
  for (const group of groups ?? []) need(region.groups, "security-group", group);
  const nic = region.interfaces.get(one.interfaceId);
  if (nic)
    change(region.interfaces, nic, {
      groupIds: groups ?? nic.groupIds,
      sourceDestCheck: input.SourceDestCheck?.Value ?? nic.sourceDestCheck,
    });
  const mapping = input.BlockDeviceMappings?.[0];
  const volume = region.volumes.get(one.volumeId);
  if (mapping && volume && volume.attachment.device === mapping.DeviceName && mapping.Ebs?.DeleteOnTermination !== undefined)
    change(region.volumes, volume, { attachment: { ...volume.attachment, deleteOnTermination: mapping.Ebs.DeleteOnTermination } });
  change(region.instances, one, {
    type: type ?? one.type,
    architecture: architectureOf(type ?? one.type),
    groupIds: groups ?? one.groupIds,
    sourceDestCheck: input.SourceDestCheck?.Value ?? one.sourceDestCheck,
    ebsOptimized: input.EbsOptimized?.Value ?? one.ebsOptimized,
    disableApiTermination: input.DisableApiTermination?.Value ?? one.disableApiTermination,
    disableApiStop: input.DisableApiStop?.Value ?? one.disableApiStop,
    shutdownBehavior: input.InstanceInitiatedShutdownBehavior?.Value ?? one.shutdownBehavior,
    userData: input.UserData?.Value === undefined ? one.userData : asText(input.UserData.Value) || undefined,
  });
}

export function attributeOperations(store: Store): Operations {
  const one = (call: Call, id: string) => {
    const region = store.of(call);
    const [instance] = needInstances(region, [id]);
    return { region, instance: need(region.instances, "instance", instance?.id) };
  };
  const monitor = (enabled: boolean) => (input: { InstanceIds: string[] }, call: Call) => {
    const region = store.of(call);
    return {
      InstanceMonitorings: needInstances(region, input.InstanceIds).map((instance) => {
        change(region.instances, instance, { monitoring: enabled });
        return { InstanceId: instance.id, Monitoring: { State: enabled ? "enabled" : "disabled" } };
      }),
    };
  };
  return {
    DescribeInstanceAttribute(input: { InstanceId: string; Attribute: string }, call: Call) {
      const { region, instance } = one(call, input.InstanceId);
      const found = attributeView(region, instance)[input.Attribute];
      if (!found) throw invalidValue(`Value (${input.Attribute}) for parameter attribute is invalid. Unknown attribute.`);
      return { InstanceId: instance.id, ...found };
    },

    ModifyInstanceAttribute(input: ModifyInput, call: Call) {
      const { region, instance } = one(call, input.InstanceId);
      modify(region, instance, spelledOut(input));
      return {};
    },

    ModifyInstanceMetadataOptions(
      input: {
        InstanceId: string;
        HttpTokens?: string;
        HttpEndpoint?: string;
        HttpPutResponseHopLimit?: number;
        HttpProtocolIpv6?: string;
        InstanceMetadataTags?: string;
      },
      call: Call,
    ) {
      const { region, instance } = one(call, input.InstanceId);
      if (input.HttpEndpoint === "disabled" && input.HttpTokens)
        throw invalidCombination("HttpTokens cannot be set when HttpEndpoint is disabled");
      const made = change(region.instances, instance, {
        metadata: {
          tokens: input.HttpTokens ?? instance.metadata.tokens,
          endpoint: input.HttpEndpoint ?? instance.metadata.endpoint,
          hopLimit: input.HttpPutResponseHopLimit ?? instance.metadata.hopLimit,
          ipv6: input.HttpProtocolIpv6 ?? instance.metadata.ipv6,
          tags: input.InstanceMetadataTags ?? instance.metadata.tags,
        },
      });
      return { InstanceId: instance.id, InstanceMetadataOptions: metadataView(made) };
    },

    MonitorInstances: monitor(true),
    UnmonitorInstances: monitor(false),

    DescribeInstanceCreditSpecifications(input: { InstanceIds?: string[] }, call: Call) {
      const region = store.of(call);
      const asked = input.InstanceIds?.length ? needInstances(region, input.InstanceIds) : region.instances.values();
      return {
        InstanceCreditSpecifications: asked
          .filter((instance) => isBurstable(instance.type))
          .map((instance) => ({ InstanceId: instance.id, CpuCredits: instance.cpuCredits ?? "unlimited" })),
      };
    },
  };
}
