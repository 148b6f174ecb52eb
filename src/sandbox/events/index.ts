import type { Call, ServiceFactory } from "../kernel/cloud";
import { busOperations } from "./buses";
import { publishHappenings } from "./from-aws";
import { busesOf, rulesOf } from "./records";
import { ruleOperations } from "./rules";
import { targetOperations } from "./targets";
import { Ticker } from "./ticker";

interface Input {
  readonly Name?: string;
  readonly Rule?: string;
  readonly EventBusName?: string;
  readonly ResourceARN?: string;
  readonly Entries?: readonly { readonly EventBusName?: string }[];
  readonly Targets?: readonly { readonly RoleArn?: string }[];
}

/** Amazon EventBridge, rules on events and on schedules: https://docs.aws.amazon.com/eventbridge/latest/APIReference/ */
export const eventsService: ServiceFactory = (cloud) => {
  const ticker = new Ticker(cloud);
  const operations = { ...ruleOperations(cloud, ticker), ...targetOperations(cloud), ...busOperations(cloud) };
  let off: (() => void) | undefined;
  cloud.tagSources.add({
    service: "events",
    resources: (call) => [
      ...rulesOf(cloud, call)
        .values()
        .map(({ arn, tags }) => ({ arn, type: "events:rule", tags })),
      ...busesOf(cloud, call)
        .values()
        .map(({ arn, tags }) => ({ arn, type: "events:event-bus", tags })),
    ],
    tag: (call, ResourceARN, tags) => {
      const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
      return cloud.invoke("events", "TagResource", { ResourceARN, Tags }, call);
    },
    untag: (call, ResourceARN, TagKeys) => cloud.invoke("events", "UntagResource", { ResourceARN, TagKeys }, call),
  });
  const arn = (call: Call, resource: string) => `arn:aws:events:${call.region}:${call.accountId}:${resource}`;
  const bus = (call: Call, name = "default") => (name.startsWith("arn:") ? name : arn(call, `event-bus/${name}`));
  const resourcesOf = (operation: string, input: Input, call: Call): string[] => {
    if (input.ResourceARN !== undefined) return [input.ResourceARN];
    if (operation === "PutEvents") return [...new Set((input.Entries ?? []).map(({ EventBusName }) => bus(call, EventBusName)))];
    if (operation.endsWith("EventBus")) return [bus(call, input.Name)];
    const name = input.Rule ?? (/Rule$/.test(operation) ? input.Name : undefined);
    if (name === undefined) return ["*"];
    const on = input.EventBusName?.replace(/^arn:.*:event-bus\//, "") ?? "default";
    return [arn(call, on === "default" ? `rule/${name}` : `rule/${on}/${name}`)];
  };
  const passed = ({ Targets = [] }: Input) => [...new Set(Targets.flatMap(({ RoleArn }) => (RoleArn === undefined ? [] : [RoleArn])))];
  return {
    id: "events",
    operations,
    permissions: Object.fromEntries(
      Object.keys(operations).map((name) => [
        name,
        (input: Input, call: Call) => [
          ...resourcesOf(name, input, call).map((resource) => ({ action: `events:${name}`, resource })),
          ...passed(input).map((resource) => ({
            ...{ action: "iam:PassRole", resource, context: { "iam:PassedToService": "events.amazonaws.com" } },
          })),
        ],
      ]),
    ),
    start: () => {
      off?.();
      off = publishHappenings(cloud);
      ticker.start();
    },
    stop: () => {
      ticker.stop();
      off?.();
    },
  };
};
