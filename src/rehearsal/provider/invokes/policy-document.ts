import type { iam } from "@pulumi/aws";
import { hashOf } from "../../../words";
import { invoke } from "./types";

type Statement = NonNullable<iam.GetPolicyDocumentArgs["statements"]>[number];
type JsonStatement = Record<string, unknown> & { readonly Sid?: string };
interface Document {
  readonly Version?: string;
  readonly Id?: string;
  readonly Statement?: JsonStatement | readonly JsonStatement[];
}

/** Builds a policy document from statements, with others merged in: sources first, overrides by `Sid` last. */
export const getPolicyDocument = invoke<iam.GetPolicyDocumentArgs, iam.GetPolicyDocumentResult>(async (args) => {
  const sources = [...(args.sourceJson ? [args.sourceJson] : []), ...(args.sourcePolicyDocuments ?? [])].map(parse);
  const overrides = [...(args.overridePolicyDocuments ?? []), ...(args.overrideJson ? [args.overrideJson] : [])].map(parse);
  let statements: readonly JsonStatement[] = sources.flatMap(statementsOf);
  for (const own of (args.statements ?? []).map(jsonStatement)) statements = merge(statements, own);
  for (const override of overrides.flatMap(statementsOf)) statements = merge(statements, override);
  const id = args.policyId ?? [...sources, ...overrides].map(({ Id }) => Id).findLast((given) => given !== undefined);
  const document = { Version: args.version ?? "2012-10-17", ...(id === undefined ? {} : { Id: id }), Statement: statements };
  return {
    ...args,
    id: hashOf(document).slice(0, 10),
    json: JSON.stringify(document, undefined, 2),
    minifiedJson: JSON.stringify(document),
  };
});

function parse(text: string): Document {
  return JSON.parse(text) as Document;
}

function statementsOf(document: Document): readonly JsonStatement[] {
  const { Statement = [] } = document;
  return Array.isArray(Statement) ? Statement : [Statement as JsonStatement];
}

/** A statement takes the place of the one with its `Sid`. */
function merge(statements: readonly JsonStatement[], next: JsonStatement): readonly JsonStatement[] {
  const sid = next.Sid;
  if (!sid || !statements.some((statement) => statement.Sid === sid)) return [...statements, next];
  return statements.map((statement) => (statement.Sid === sid ? next : statement));
}

function jsonStatement(statement: Statement): JsonStatement {
  const out: Record<string, unknown> = {};
  if (statement.sid) out.Sid = statement.sid;
  out.Effect = statement.effect ?? "Allow";
  add(out, "Action", oneOrMany(statement.actions));
  add(out, "NotAction", oneOrMany(statement.notActions));
  add(out, "Resource", oneOrMany(statement.resources));
  add(out, "NotResource", oneOrMany(statement.notResources));
  add(out, "Principal", principalsOf(statement.principals));
  add(out, "NotPrincipal", principalsOf(statement.notPrincipals));
  add(out, "Condition", conditionsOf(statement.conditions));
  return out;
}

function add(out: Record<string, unknown>, name: string, value: unknown): void {
  if (value !== undefined) out[name] = value;
}

/** As AWS's provider writes it: one value stands alone. */
function oneOrMany(values: readonly string[] | undefined): string | readonly string[] | undefined {
  return values === undefined || values.length === 0 ? undefined : values.length === 1 ? values[0] : values;
}

function principalsOf(principals: Statement["principals"]): unknown {
  if (principals === undefined || principals.length === 0) return undefined;
  const [first] = principals;
  if (principals.length === 1 && first?.type === "*" && first.identifiers.includes("*")) return "*";
  const byType: Record<string, string[]> = {};
  for (const { type, identifiers } of principals) byType[type] = [...(byType[type] ?? []), ...identifiers];
  return Object.fromEntries(Object.entries(byType).map(([type, identifiers]) => [type, oneOrMany(identifiers)]));
}

function conditionsOf(conditions: Statement["conditions"]): unknown {
  if (conditions === undefined || conditions.length === 0) return undefined;
  const out: Record<string, Record<string, unknown>> = {};
  for (const { test, variable, values } of conditions) out[test] = { ...out[test], [variable]: oneOrMany(values) };
  return out;
}
