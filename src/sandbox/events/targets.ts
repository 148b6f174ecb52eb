import { parseArn } from "../../words";
import { pageOf } from "../common/paging";
import type { Call, Cloud, Handler } from "../kernel/cloud";
import { keyOf, problems, ruleOf, rulesOf, type TargetRecord } from "./records";

interface ByRule {
  readonly Rule: string;
  readonly EventBusName?: string;
}
const KNOWN = new Set([
  "Id",
  "Arn",
  "RoleArn",
  "Input",
  "InputPath",
  "InputTransformer",
  "DeadLetterConfig",
  "RetryPolicy",
  "SqsParameters",
]);

/** Targets of rules: https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutTargets.html */
export function targetOperations(cloud: Cloud): Readonly<Record<string, Handler>> {
  return {
    PutTargets: (input: ByRule & { Targets: readonly TargetRecord[] }, call: Call) => {
      const rule = ruleOf(cloud, call, input.Rule, input.EventBusName);
      for (const target of input.Targets) check(target);
      const given = new Set(input.Targets.map(({ Id }) => Id));
      const targets = [...rule.targets.filter(({ Id }) => !given.has(Id)), ...input.Targets];
      if (targets.length > 5) throw problems.invalid("The requested resource exceeds the maximum number allowed: 5 targets of a rule.");
      rulesOf(cloud, call).set(keyOf(rule.bus, rule.name), { ...rule, targets });
      return { FailedEntryCount: 0, FailedEntries: [] };
    },
    RemoveTargets: (input: ByRule & { Ids: readonly string[] }, call: Call) => {
      const rule = ruleOf(cloud, call, input.Rule, input.EventBusName);
      const unknown = input.Ids.filter((id) => !rule.targets.some(({ Id }) => Id === id));
      rulesOf(cloud, call).set(keyOf(rule.bus, rule.name), { ...rule, targets: rule.targets.filter(({ Id }) => !input.Ids.includes(Id)) });
      return {
        FailedEntryCount: unknown.length,
        FailedEntries: unknown.map((TargetId) => ({
          ...{ TargetId, ErrorCode: "ResourceNotFoundException" },
          ErrorMessage: `Rule ${rule.name} does not have a target ${TargetId}.`,
        })),
      };
    },
    ListTargetsByRule: (input: ByRule & { Limit?: number; NextToken?: string }, call: Call) => {
      const { targets } = ruleOf(cloud, call, input.Rule, input.EventBusName);
      const page = pageOf(targets, input.Limit ?? 100, input.NextToken, () => problems.invalid("Token is invalid."));
      return { Targets: page.items, NextToken: page.next };
    },
  };
}

function check(target: TargetRecord): void {
  const foreign = Object.keys(target).find((name) => !KNOWN.has(name));
  if (foreign !== undefined) throw problems.invalid(`The Faultline sandbox does not have ${foreign} of the target ${target.Id}.`);
  if (!["lambda", "sqs", "sns"].includes(parseArn(target.Arn)?.service ?? "")) {
    throw problems.invalid(`The Faultline sandbox has no target ${target.Arn}. Use a Lambda function, an SQS queue or an SNS topic.`);
  }
  const inputs = [target.Input, target.InputPath, target.InputTransformer].filter((one) => one !== undefined);
  if (inputs.length > 1)
    throw problems.invalid(`Only one of Input, InputPath, or InputTransformer must be provided for target ${target.Id}.`);
  const dead = target.DeadLetterConfig?.Arn;
  if (dead !== undefined && parseArn(dead)?.service !== "sqs")
    throw problems.invalid(`Parameter ${dead} is not valid. Reason: Provided Arn is not in correct format.`);
}
