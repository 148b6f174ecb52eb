import { uuid } from "../../common/identity";
import { matchesPattern } from "../../iam/policy/match";
import type { Call, Cloud, Handler } from "../../kernel/cloud";
import { conflict, invalid, notFound, preconditionFailed } from "../errors";
import { functionName, functionNamed, versionOf } from "../names";
import { type FunctionRecord, type PolicyStatement, tablesFor } from "../records";

interface Add {
  readonly FunctionName: string;
  readonly StatementId: string;
  readonly Action: string;
  readonly Principal: string;
  readonly SourceArn?: string;
  readonly SourceAccount?: string;
  readonly EventSourceToken?: string;
  readonly PrincipalOrgID?: string;
  readonly FunctionUrlAuthType?: string;
  readonly Qualifier?: string;
  readonly RevisionId?: string;
}

function statementOf(input: Add, resource: string): PolicyStatement {
  const like: Record<string, string> = input.SourceArn === undefined ? {} : { "AWS:SourceArn": input.SourceArn };
  const equals: Record<string, string> = {
    ...(input.SourceAccount === undefined ? {} : { "AWS:SourceAccount": input.SourceAccount }),
    ...(input.EventSourceToken === undefined ? {} : { "lambda:EventSourceToken": input.EventSourceToken }),
    ...(input.PrincipalOrgID === undefined ? {} : { "aws:PrincipalOrgID": input.PrincipalOrgID }),
    ...(input.FunctionUrlAuthType === undefined ? {} : { "lambda:FunctionUrlAuthType": input.FunctionUrlAuthType }),
  };
  const condition = {
    ...(Object.keys(equals).length > 0 ? { StringEquals: equals } : {}),
    ...(Object.keys(like).length > 0 ? { ArnLike: like } : {}),
  };
  return {
    Sid: input.StatementId,
    Effect: "Allow",
    Principal: principalOf(input.Principal),
    Action: input.Action,
    Resource: resource,
    ...(Object.keys(condition).length > 0 ? { Condition: condition } : {}),
  };
}

function principalOf(text: string): unknown {
  if (text === "*") return "*";
  if (/^\d{12}$/.test(text)) return { AWS: `arn:aws:iam::${text}:root` };
  if (text.startsWith("arn:")) return { AWS: text };
  // Besides those of AWS, Alexa has one of its own.
  if (/^[a-z0-9.-]+\.(amazonaws|amazon)\.com(\.cn)?$/.test(text)) return { Service: text };
  throw invalid("The provided principal was invalid. Please check the principal and try again.");
}

/** Resource policies: https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html */
export function policyOperations(cloud: Cloud) {
  const open = (input: { FunctionName: string; Qualifier?: string }, call: Call) => {
    const wanted = functionName(input.FunctionName, input.Qualifier, call);
    const found = functionNamed(cloud, call, wanted);
    if (wanted.qualifier === "$LATEST") throw invalid("We currently do not support adding policies for $LATEST.");
    if (wanted.qualifier !== undefined) versionOf(found, wanted.qualifier);
    const key = wanted.qualifier ?? "";
    return { found, key, resource: key ? `${found.arn}:${key}` : found.arn, policy: found.policies[key] };
  };
  return {
    AddPermission: (input: Add, call: Call) => {
      const { found, key, resource, policy } = open(input, call);
      if (input.RevisionId !== undefined && input.RevisionId !== policy?.revisionId) throw preconditionFailed();
      if (policy?.statements.some(({ Sid }) => Sid === input.StatementId)) {
        throw conflict(
          `The statement id (${input.StatementId}) provided already exists. Please provide a new statement id, or remove the existing statement.`,
        );
      }
      const statement = statementOf(input, resource);
      found.policies[key] = { statements: [...(policy?.statements ?? []), statement], revisionId: uuid(cloud) };
      tablesFor(cloud, call).functions.set(found.name, found);
      return { Statement: JSON.stringify(statement) };
    },
    GetPolicy: (input: { FunctionName: string; Qualifier?: string }, call: Call) => {
      const { policy } = open(input, call);
      if (!policy || policy.statements.length === 0) throw notFound("The resource you requested does not exist.");
      return {
        Policy: JSON.stringify({ Version: "2012-10-17", Id: "default", Statement: policy.statements }),
        RevisionId: policy.revisionId,
      };
    },
    RemovePermission: (input: { FunctionName: string; StatementId: string; Qualifier?: string; RevisionId?: string }, call: Call) => {
      const { found, key, policy } = open(input, call);
      if (!policy) throw notFound("No policy is associated with the given resource.");
      const rest = policy.statements.filter(({ Sid }) => Sid !== input.StatementId);
      if (rest.length === policy.statements.length) {
        throw notFound(`Statement ${input.StatementId} is not found in resource policy.`);
      }
      if (input.RevisionId !== undefined && input.RevisionId !== policy.revisionId) throw preconditionFailed();
      if (rest.length === 0) delete found.policies[key];
      else found.policies[key] = { statements: rest, revisionId: uuid(cloud) };
      tablesFor(cloud, call).functions.set(found.name, found);
      return {};
    },
  } satisfies Record<string, Handler>;
}

/** Whether an AWS service may invoke a function by its resource policy, for what it acts on behalf of. */
export function policyAllows(
  found: FunctionRecord,
  qualifier: string | undefined,
  service: { readonly host: string; readonly sourceArn: string | undefined; readonly sourceAccount: string },
): boolean {
  const { statements } = found.policies[qualifier ?? ""] ?? { statements: [] };
  return statements.some((statement) => {
    const { Principal: principal, Action: action, Condition: condition } = statement;
    if (typeof action !== "string" || !matchesPattern(action, "lambda:InvokeFunction", undefined)) return false;
    if (principal !== "*" && (principal as { Service?: unknown }).Service !== service.host) return false;
    const { StringEquals = {}, ArnLike = {} } = (condition ?? {}) as Record<string, Record<string, string> | undefined>;
    return Object.entries({ ...StringEquals, ...ArnLike }).every(([key, wanted]) => {
      const name = key.toLowerCase();
      if (name === "aws:sourceaccount") return wanted === service.sourceAccount;
      if (name === "aws:sourcearn") return service.sourceArn !== undefined && matchesPattern(wanted, service.sourceArn, undefined);
      return false;
    });
  });
}
