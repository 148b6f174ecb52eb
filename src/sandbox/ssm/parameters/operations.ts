import { createHash } from "node:crypto";
import { pageOf } from "../../common/paging";
import { imageOfParameter, imageParameters } from "../../ec2/machines/images";
import type { Call, Cloud } from "../../kernel/cloud";
import { AwsError } from "../../kernel/error";
import { invalidNextToken, parameterNotFound, validation } from "../problems";
import { type ParameterRecord, parameterNamed, type Tables, type TagRecord, tablesFor } from "../records";
import { parameterFilter, type StringFilter } from "./filters";

interface PutInput {
  Name: string;
  Value: string;
  Type?: ParameterRecord["type"];
  Description?: string;
  KeyId?: string;
  Overwrite?: boolean;
  AllowedPattern?: string;
  Tier?: string;
  Policies?: string;
  DataType?: string;
  Tags?: TagRecord[];
}

const VERSIONS_KEPT = 100;
/** When AWS's public parameters are said to have changed last. */
const PUBLIC_AT = Date.UTC(2026, 10, 9);

export const parameterArn = (call: Pick<Call, "region" | "accountId">, name: string) =>
  `arn:aws:ssm:${call.region}:${name.startsWith("/aws/service/") ? "" : call.accountId}:parameter${name.startsWith("/") ? "" : "/"}${name}`;

function checkName(name: string): void {
  if (/^\/?(aws|ssm)/i.test(name)) {
    throw /^\/?aws/i.test(name)
      ? new AwsError("AccessDeniedException", `No access to reserved parameter name: ${name}.`)
      : validation(`Parameter name: can't be prefixed with "ssm" (case-insensitive).`);
  }
  if (!/^[A-Za-z0-9_.\-/]+$/.test(name) || (name.slice(1).includes("/") && !name.startsWith("/"))) {
    throw validation(
      "Parameter name must be a fully qualified name. Only a mix of letters, numbers and the following 4 symbols .-_/ are allowed.",
    );
  }
  if (name.split("/").length > 16) {
    throw new AwsError("HierarchyLevelLimitExceededException", "A hierarchy can have a maximum of 15 levels.");
  }
}

/** Name, and version or label, of `name:3` or an ARN. */
function selected(given: string): { name: string; selector?: string } {
  const bare = given.startsWith("arn:") ? given.slice(given.indexOf(":parameter") + ":parameter".length) : given;
  const [name = "", selector] = bare.split(":");
  return { name, selector };
}

export function parameterOperations(cloud: Cloud) {
  /** What a SecureString looks like to those who do not ask for decryption. */
  const sealed = (value: string) => createHash("sha512").update(value).digest("base64");

  function read(tables: Tables, call: Call, given: string, decrypt: boolean) {
    const { name, selector } = selected(given);
    const image = imageOfParameter(call.region, name);
    if (image) {
      return {
        Name: name,
        Type: "String",
        Value: image,
        Version: 1,
        LastModifiedDate: new Date(PUBLIC_AT),
        ARN: parameterArn(call, name),
        DataType: "aws:ec2:image",
      };
    }
    const record = parameterNamed(tables, name);
    if (!record) return undefined;
    const latest = record.firstVersion + record.values.length - 1;
    const version = selector === undefined ? latest : Number(selector);
    const found = record.values[version - record.firstVersion];
    if (!found) throw new AwsError("ParameterVersionNotFound", `Systems Manager could not find version ${selector} of ${name}.`);
    return {
      Name: record.name,
      Type: record.type,
      Value: record.type === "SecureString" && !decrypt ? sealed(found.value) : found.value,
      Version: version,
      Selector: selector === undefined ? undefined : `:${selector}`,
      LastModifiedDate: new Date(found.at),
      ARN: parameterArn(call, record.name),
      DataType: record.dataType,
    };
  }

  const remove = (tables: Tables, given: string): boolean => {
    const found = parameterNamed(tables, given);
    return found !== undefined && tables.parameters.delete(found.name);
  };

  return {
    PutParameter: (input: PutInput, call: Call) => {
      const tables = tablesFor(cloud, call);
      checkName(input.Name);
      const before = parameterNamed(tables, input.Name);
      if (before && !input.Overwrite) {
        throw new AwsError(
          "ParameterAlreadyExists",
          "The parameter already exists. To overwrite this value, set the overwrite option in the request to true.",
        );
      }
      if (before && input.Tags?.length) throw validation("Invalid request: tags and overwrite can't be used together.");
      const type = input.Type ?? before?.type;
      if (!type) throw validation("A parameter type is required when you create a parameter.");
      const pattern = input.AllowedPattern || before?.allowedPattern;
      if (pattern && !new RegExp(pattern).test(input.Value)) {
        throw new AwsError("ParameterPatternMismatchException", `Parameter value, cannot be validated against allowedPattern: ${pattern}`);
      }
      const values = [...(before?.values ?? []), { value: input.Value, at: cloud.clock.now() }];
      const dropped = Math.max(0, values.length - VERSIONS_KEPT);
      const record: ParameterRecord = {
        name: before?.name ?? input.Name,
        type,
        dataType: input.DataType ?? before?.dataType ?? "text",
        description: input.Description ?? before?.description,
        keyId: type === "SecureString" ? (input.KeyId ?? before?.keyId ?? "alias/aws/ssm") : undefined,
        allowedPattern: pattern || undefined,
        tier: input.Tier ?? before?.tier ?? "Standard",
        policies: input.Policies ?? before?.policies,
        values: values.slice(dropped),
        firstVersion: (before?.firstVersion ?? 1) + dropped,
        modifiedBy: call.principal.arn,
        tags: before?.tags ?? input.Tags ?? [],
      };
      tables.parameters.set(record.name, record);
      return { Version: record.firstVersion + record.values.length - 1, Tier: record.tier };
    },
    GetParameter: (input: { Name: string; WithDecryption?: boolean }, call: Call) => {
      const found = read(tablesFor(cloud, call), call, input.Name, input.WithDecryption ?? false);
      if (!found) throw parameterNotFound(input.Name);
      return { Parameter: found };
    },
    GetParameters: (input: { Names: string[]; WithDecryption?: boolean }, call: Call) => {
      const tables = tablesFor(cloud, call);
      const all = input.Names.map((name) => ({ name, found: read(tables, call, name, input.WithDecryption ?? false) }));
      return {
        Parameters: all.flatMap(({ found }) => found ?? []),
        InvalidParameters: all.filter(({ found }) => !found).map(({ name }) => name),
      };
    },
    GetParametersByPath: (
      input: {
        Path: string;
        Recursive?: boolean;
        WithDecryption?: boolean;
        ParameterFilters?: StringFilter[];
        MaxResults?: number;
        NextToken?: string;
      },
      call: Call,
    ) => {
      const tables = tablesFor(cloud, call);
      const prefix = input.Path.endsWith("/") ? input.Path : `${input.Path}/`;
      const below = (name: string) => name.startsWith(prefix) && (input.Recursive || !name.slice(prefix.length).includes("/"));
      const test = parameterFilter(input.ParameterFilters);
      const own = tables.parameters.values().filter((record) => below(record.name) && test(record));
      const names = [...own.map((record) => record.name), ...imageParameters().filter(below)].sort();
      const { items, next } = pageOf(names, input.MaxResults ?? 10, input.NextToken, invalidNextToken);
      return {
        Parameters: items.flatMap((name) => read(tables, call, name, input.WithDecryption ?? false) ?? []),
        NextToken: next,
      };
    },
    DescribeParameters: (
      input: {
        Filters?: StringFilter[];
        ParameterFilters?: StringFilter[];
        MaxResults?: number;
        NextToken?: string;
      },
      call: Call,
    ) => {
      const legacy = (input.Filters ?? []).map((filter) => ({ ...filter, Option: "BeginsWith" }));
      const test = parameterFilter([...(input.ParameterFilters ?? []), ...legacy]);
      const found = tablesFor(cloud, call).parameters.values().filter(test);
      const { items, next } = pageOf(found, input.MaxResults ?? 10, input.NextToken, invalidNextToken);
      return {
        Parameters: items.map((record) => ({
          Name: record.name,
          ARN: parameterArn(call, record.name),
          Type: record.type,
          KeyId: record.keyId,
          LastModifiedDate: new Date(record.values.at(-1)?.at ?? 0),
          LastModifiedUser: record.modifiedBy,
          Description: record.description,
          AllowedPattern: record.allowedPattern,
          Version: record.firstVersion + record.values.length - 1,
          Tier: record.tier,
          Policies: [],
          DataType: record.dataType,
        })),
        NextToken: next,
      };
    },
    DeleteParameter: (input: { Name: string }, call: Call) => {
      if (!remove(tablesFor(cloud, call), input.Name)) throw parameterNotFound(input.Name);
      return {};
    },
    DeleteParameters: (input: { Names: string[] }, call: Call) => {
      const tables = tablesFor(cloud, call);
      const outcome = input.Names.map((name) => ({ name, gone: remove(tables, name) }));
      return {
        DeletedParameters: outcome.filter(({ gone }) => gone).map(({ name }) => name),
        InvalidParameters: outcome.filter(({ gone }) => !gone).map(({ name }) => name),
      };
    },
  };
}
