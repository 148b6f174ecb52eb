/** A statement with everything as lists; what is absent is undefined. */
export interface Statement {
  readonly sid: string | undefined;
  readonly effect: "Allow" | "Deny";
  readonly actions: readonly string[] | undefined;
  readonly notActions: readonly string[] | undefined;
  readonly resources: readonly string[] | undefined;
  readonly notResources: readonly string[] | undefined;
  /** Of trust and resource policies: `Service` → hosts, `AWS` → ARNs or accounts; `{ "*": ["*"] }` for everyone. */
  readonly principals: Readonly<Record<string, readonly string[]>> | undefined;
  readonly notPrincipals: Readonly<Record<string, readonly string[]>> | undefined;
  readonly conditions: readonly Condition[];
}

export interface Condition {
  readonly operator: string;
  readonly key: string;
  readonly values: readonly string[];
}

export interface PolicyDocument {
  readonly statements: readonly Statement[];
  /** Policy variables such as `${aws:PrincipalTag/team}` are only read in version 2012-10-17. */
  readonly variables: boolean;
}

/** Why a document is refused, in the words of IAM's MalformedPolicyDocument. */
export class MalformedPolicy extends Error {}

const MEMBERS = new Set(["Sid", "Effect", "Action", "NotAction", "Resource", "NotResource", "Principal", "NotPrincipal", "Condition"]);

/** Reads a policy; throws MalformedPolicy. `kind` says which members a statement must have. */
export function parsePolicy(text: string, kind: "identity" | "trust" | "resource"): PolicyDocument {
  const syntax = () => new MalformedPolicy("Syntax errors in policy.");
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new MalformedPolicy("This policy contains invalid Json");
  }
  if (!isRecord(json)) throw syntax();
  for (const key of Object.keys(json)) if (!["Version", "Id", "Statement"].includes(key)) throw syntax();
  const version = json.Version ?? "2008-10-17";
  if (version !== "2012-10-17" && version !== "2008-10-17") throw syntax();
  const { Statement: written } = json;
  const list: unknown[] = Array.isArray(written) ? written : written === undefined ? [] : [written];
  if (list.length === 0) throw syntax();
  return { statements: list.map((item) => statementOf(item, kind)), variables: version === "2012-10-17" };
}

function statementOf(value: unknown, kind: "identity" | "trust" | "resource"): Statement {
  const syntax = () => new MalformedPolicy("Syntax errors in policy.");
  if (!isRecord(value)) throw syntax();
  for (const key of Object.keys(value)) if (!MEMBERS.has(key)) throw syntax();
  const { Effect: effect } = value;
  if (effect !== "Allow" && effect !== "Deny") throw syntax();
  const statement: Statement = {
    sid: typeof value.Sid === "string" ? value.Sid : undefined,
    effect,
    actions: texts(value.Action),
    notActions: texts(value.NotAction),
    resources: texts(value.Resource),
    notResources: texts(value.NotResource),
    principals: principalsOf(value.Principal),
    notPrincipals: principalsOf(value.NotPrincipal),
    conditions: conditionsOf(value.Condition),
  };
  if ((statement.actions === undefined) === (statement.notActions === undefined)) throw syntax();
  for (const action of [...(statement.actions ?? []), ...(statement.notActions ?? [])]) {
    if (action !== "*" && !/^[A-Za-z0-9-]+:.+$/.test(action)) {
      throw new MalformedPolicy("Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.");
    }
  }
  const resources = [...(statement.resources ?? []), ...(statement.notResources ?? [])];
  if (kind === "identity") {
    if (statement.principals || statement.notPrincipals) throw new MalformedPolicy("Policy document should not specify a principal.");
    if (resources.length === 0) throw new MalformedPolicy("Policy statement must contain resources.");
    if (statement.resources && statement.notResources) throw syntax();
    for (const resource of resources) {
      if (resource !== "*" && !/^(arn:|\$\{|\*)/.test(resource)) {
        throw new MalformedPolicy(`Resource ${resource} must be in ARN format or "*".`);
      }
    }
  } else {
    if (kind === "trust" && resources.length > 0) throw new MalformedPolicy("Has prohibited field Resource");
    if (!statement.principals && !statement.notPrincipals) throw new MalformedPolicy("Missing required field Principal");
  }
  return statement;
}

function principalsOf(value: unknown): Readonly<Record<string, readonly string[]>> | undefined {
  if (value === undefined) return undefined;
  if (value === "*") return { "*": ["*"] };
  if (!isRecord(value)) throw new MalformedPolicy("Syntax errors in policy.");
  return Object.fromEntries(Object.entries(value).map(([kind, whom]) => [kind, texts(whom) ?? []]));
}

function conditionsOf(value: unknown): Condition[] {
  if (value === undefined) return [];
  if (!isRecord(value)) throw new MalformedPolicy("Syntax errors in policy.");
  return Object.entries(value).flatMap(([operator, keys]) => {
    if (!isRecord(keys) || !knownOperator(operator)) throw new MalformedPolicy("Syntax errors in policy.");
    return Object.entries(keys).map(([key, wanted]) => ({ operator, key, values: texts(wanted) ?? [] }));
  });
}

const OPERATOR =
  /^(For(AllValues|AnyValue):)?(String(Not)?(Equals|EqualsIgnoreCase|Like)|Numeric((Not)?Equals|LessThan(Equals)?|GreaterThan(Equals)?)|Date((Not)?Equals|LessThan(Equals)?|GreaterThan(Equals)?)|Bool|BinaryEquals|(Not)?IpAddress|Arn(Not)?(Equals|Like))(IfExists)?$|^Null$/i;

const knownOperator = (name: string) => OPERATOR.test(name);

/** A text or a list of texts; booleans and numbers are what their text is. */
function texts(value: unknown): readonly string[] | undefined {
  if (value === undefined) return undefined;
  const list: unknown[] = Array.isArray(value) ? value : [value];
  return list.map((item) => {
    if (typeof item === "string") return item;
    if (typeof item === "boolean" || typeof item === "number") return String(item);
    throw new MalformedPolicy("Syntax errors in policy.");
  });
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
