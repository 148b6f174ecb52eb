import type { Call, Cloud } from "../kernel/cloud";
import { invalid, notFound } from "./errors";
import { type FunctionRecord, tablesFor, type VersionRecord } from "./records";

export interface FunctionName {
  readonly name: string;
  /** What stands after the name or was given beside it; nothing where neither was. */
  readonly qualifier: string | undefined;
}

const NAME = /^(?:arn:aws[a-z-]*:lambda:([a-z0-9-]+):)?(?:(\d{12}):)?(?:function:)?([a-zA-Z0-9-_]+)(?::(\$LATEST|[a-zA-Z0-9-_]+))?$/;

/** Reads a name, a partial ARN or an ARN, with or without a qualifier. */
export function functionName(text: string, qualifier: string | undefined, call: Pick<Call, "accountId" | "region">): FunctionName {
  const match = NAME.exec(text);
  if (!match) throw invalid(`${text} is not the name of a function.`);
  const [, region, accountId, name = "", written] = match;
  if (region !== undefined && region !== call.region) {
    throw notFound(`Functions from '${region}' are not reachable in this region ('${call.region}')`);
  }
  if (accountId !== undefined && accountId !== call.accountId) {
    throw notFound(`Function not found: ${text}`);
  }
  if (written !== undefined && qualifier !== undefined && written !== qualifier) {
    throw invalid("The derived qualifier from the function name does not match the specified qualifier.");
  }
  return { name, qualifier: written ?? qualifier };
}

export const functionArn = (call: Pick<Call, "accountId" | "region">, name: string): string =>
  `arn:aws:lambda:${call.region}:${call.accountId}:function:${name}`;

/** The function of this name; throws ResourceNotFoundException. */
export function functionNamed(
  cloud: Pick<Cloud, "state">,
  call: Pick<Call, "accountId" | "region">,
  { name, qualifier }: FunctionName,
): FunctionRecord {
  const found = tablesFor(cloud, call).functions.get(name);
  if (!found) throw notFound(`Function not found: ${functionArn(call, name)}${qualifier === undefined ? "" : `:${qualifier}`}`);
  return found;
}

/** The version that a qualifier leads to. A weighted alias leads to one of its two versions by chance. */
export function versionOf(found: FunctionRecord, qualifier: string | undefined, random: () => number = () => 1): VersionRecord {
  if (qualifier === undefined || qualifier === "$LATEST") return found.latest;
  const alias = found.aliases[qualifier];
  const number = alias ? drawn(alias.version, alias.weights, random()) : qualifier;
  const version = number === "$LATEST" ? found.latest : found.published.find((one) => one.version === number);
  if (!version) throw notFound(`Function not found: ${found.arn}:${qualifier}`);
  return version;
}

function drawn(primary: string, weights: Readonly<Record<string, number>>, chance: number): string {
  let sum = 0;
  for (const [version, weight] of Object.entries(weights)) {
    sum += weight;
    if (chance < sum) return version;
  }
  return primary;
}
