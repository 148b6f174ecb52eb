import { type Call, regionalScope, type ServiceFactory } from "../kernel/cloud";
import { eventOperations } from "./events";
import { groupOperations } from "./groups";
import { logsOf } from "./records";
import { resourcePolicyOperations } from "./resource-policies";
import { streamOperations } from "./streams";
import { tagOperations } from "./tags";

export { appendEvents } from "./append";

interface Input {
  readonly logGroupName?: string;
  readonly logGroupIdentifier?: string;
  readonly logStreamName?: string;
  readonly resourceArn?: string;
}

/** As access errors name it: group operations are about the group's streams, of no name. */
function resourceOf({ logGroupName, logGroupIdentifier, logStreamName = "", resourceArn }: Input, { region, accountId }: Call): string {
  if (resourceArn !== undefined) return resourceArn;
  const base = logGroupIdentifier?.startsWith("arn:")
    ? logGroupIdentifier.replace(/:\*$/, "")
    : `arn:aws:logs:${region}:${accountId}:log-group:${logGroupName ?? logGroupIdentifier ?? ""}`;
  return `${base}:log-stream:${logStreamName}`;
}

/** CloudWatch Logs: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/ */
export const logsService: ServiceFactory = (cloud) => {
  const operations = {
    ...groupOperations(cloud),
    ...streamOperations(cloud),
    ...eventOperations(cloud),
    ...tagOperations(cloud),
    ...resourcePolicyOperations(cloud),
  };
  cloud.tagSources.add({
    service: "logs",
    resources: (call) =>
      logsOf(cloud.state, regionalScope(call))
        .groups.values()
        .map(({ arn, tags }) => ({ arn, type: "logs:log-group", tags })),
    tag: (call, resourceArn, tags) => cloud.invoke("logs", "TagResource", { resourceArn, tags }, call),
    untag: (call, resourceArn, tagKeys) => cloud.invoke("logs", "UntagResource", { resourceArn, tagKeys }, call),
  });
  return {
    id: "logs",
    operations,
    permissions: Object.fromEntries(
      Object.keys(operations).map((name) => [
        name,
        (input: Input, call: Call) => [{ action: `logs:${name}`, resource: resourceOf(input, call) }],
      ]),
    ),
  };
};
