import { AwsError } from "../../kernel/error";
import type { ExecutionRecord, StepRecord } from "./records";

export interface Filter {
  Key: string;
  Values: string[];
}

const badKey = (key: string) => new AwsError("InvalidFilterKey", `The Faultline sandbox does not filter by ${key}.`);

function timeOf(values: readonly string[]): number {
  const at = Date.parse(values[0] ?? "");
  if (Number.isNaN(at)) throw new AwsError("InvalidFilterValue", `The filter value ${values.join(", ")} is not a time.`);
  return at;
}

/** https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_AutomationExecutionFilter.html */
export function executionMatches(record: ExecutionRecord, { Key, Values }: Filter): boolean {
  switch (Key) {
    case "DocumentNamePrefix":
      return Values.some((prefix) => record.documentName.startsWith(prefix));
    case "ExecutionStatus":
      return Values.includes(record.status);
    case "ExecutionId":
      return Values.includes(record.id);
    case "CurrentAction":
      return Values.includes(record.steps.find(({ name }) => name === record.at)?.action ?? "");
    case "StartTimeBefore":
      return record.startedAt < timeOf(Values);
    case "StartTimeAfter":
      return record.startedAt > timeOf(Values);
    case "AutomationType":
      return Values.includes("Local");
    case "TagKey":
      return record.tags.some((tag) => Values.includes(tag.Key));
    default:
      throw badKey(Key);
  }
}

/** https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_StepExecutionFilter.html */
export function stepMatches(state: StepRecord, { Key, Values }: Filter): boolean {
  switch (Key) {
    case "StepName":
      return Values.includes(state.name);
    case "StepExecutionId":
      return Values.includes(state.id);
    case "StepExecutionStatus":
      return Values.includes(state.status);
    case "Action":
      return Values.includes(state.action);
    case "StartTimeBefore":
      return state.startedAt !== undefined && state.startedAt < timeOf(Values);
    case "StartTimeAfter":
      return state.startedAt !== undefined && state.startedAt > timeOf(Values);
    default:
      throw badKey(Key);
  }
}
