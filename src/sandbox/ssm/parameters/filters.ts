import { AwsError } from "../../kernel/error";
import type { ParameterRecord } from "../records";

export interface StringFilter {
  Key: string;
  Option?: string;
  Values?: string[];
}

type Test = (record: ParameterRecord) => boolean;

/** All filters together: https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_ParameterStringFilter.html */
export function parameterFilter(filters: readonly StringFilter[] | undefined): Test {
  const tests = (filters ?? []).map(testOf);
  return (record) => tests.every((test) => test(record));
}

function testOf({ Key, Option = "Equals", Values = [] }: StringFilter): Test {
  if (Key.startsWith("tag:")) {
    const key = Key.slice("tag:".length);
    return ({ tags }) => tags.some((tag) => tag.Key === key && (Values.length === 0 || Values.includes(tag.Value)));
  }
  switch (Key) {
    case "Name":
      return ({ name }) => Values.some((wanted) => compare(Option, name, wanted));
    case "Path":
      return ({ name }) =>
        Values.some((path) => {
          const prefix = path.endsWith("/") ? path : `${path}/`;
          return name.startsWith(prefix) && (Option === "Recursive" || !name.slice(prefix.length).includes("/"));
        });
    case "Type":
      return ({ type }) => Values.includes(type);
    case "KeyId":
      return ({ keyId }) => keyId !== undefined && Values.includes(keyId);
    case "Tier":
      return ({ tier }) => Values.includes(tier);
    case "DataType":
      return ({ dataType }) => Values.includes(dataType);
    default:
      throw new AwsError("InvalidFilterKey", `The filter key ${Key} is not valid.`);
  }
}

function compare(option: string, name: string, wanted: string): boolean {
  switch (option) {
    case "Equals":
      return name === wanted;
    case "BeginsWith":
      return name.startsWith(wanted);
    case "Contains":
      return name.includes(wanted);
    default:
      throw new AwsError("InvalidFilterOption", `The filter option ${option} is not valid.`);
  }
}
