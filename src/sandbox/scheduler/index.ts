import { type Call, regionalScope, type ServiceFactory } from "../kernel/cloud";
import { groupOperations } from "./groups";
import { DEFAULT_GROUP, groupArn, groupsOf } from "./records";
import { Runner } from "./runner";
import { scheduleOperations } from "./schedules";

interface Input {
  readonly Name?: string;
  readonly GroupName?: string;
  readonly ResourceArn?: string;
  readonly Target?: { readonly RoleArn: string };
}

/** Amazon EventBridge Scheduler: https://docs.aws.amazon.com/scheduler/latest/APIReference/ */
export const schedulerService: ServiceFactory = (cloud) => {
  const runner = new Runner(cloud);
  const operations = { ...groupOperations(cloud), ...scheduleOperations(cloud, runner) };
  cloud.tagSources.add({
    service: "scheduler",
    resources: (call) =>
      groupsOf(cloud, regionalScope(call))
        .values()
        .map(({ arn, tags }) => ({ arn, type: "scheduler:schedule-group", tags })),
    tag: (call, ResourceArn, tags) => {
      const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
      return cloud.invoke("scheduler", "TagResource", { ResourceArn, Tags }, call);
    },
    untag: (call, ResourceArn, TagKeys) => cloud.invoke("scheduler", "UntagResource", { ResourceArn, TagKeys }, call),
  });
  const resourceOf = (name: string, { Name, GroupName, ResourceArn }: Input, call: Call) => {
    if (ResourceArn !== undefined) return ResourceArn;
    if (/^List/.test(name)) return "*";
    if (/Group$/.test(name)) return groupArn(call, Name ?? "*");
    return `arn:aws:scheduler:${call.region}:${call.accountId}:schedule/${GroupName ?? DEFAULT_GROUP}/${Name ?? "*"}`;
  };
  return {
    id: "scheduler",
    operations,
    permissions: Object.fromEntries(
      Object.keys(operations).map((name) => [
        name,
        (input: Input, call: Call) => [
          { action: `scheduler:${name}`, resource: resourceOf(name, input, call) },
          // Whoever hands a role to a schedule needs the right to pass it on.
          ...(input.Target
            ? [{ action: "iam:PassRole", resource: input.Target.RoleArn, context: { "iam:PassedToService": "scheduler.amazonaws.com" } }]
            : []),
        ],
      ]),
    ),
    start: () => runner.start(),
    stop: () => runner.stop(),
  };
};
