import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type PolicyDocument, parsePolicy } from "./policy/document";

interface ManagedPolicy {
  readonly versionId: string;
  readonly createdAt: string;
  readonly document: unknown;
}

const ARN = /^arn:aws:iam::aws:policy(\/[\w+=,.@/-]+)$/;

let table: Readonly<Record<string, ManagedPolicy>> | undefined;

function known(arn: string): ManagedPolicy | undefined {
  table ??= JSON.parse(readFileSync(join(__dirname, "managed.json"), "utf8")) as Readonly<Record<string, ManagedPolicy>>;
  return table[arn];
}

/** A policy of AWS's own by its ARN. `document` is missing where the sandbox knows its name only: then it grants nothing. */
export interface AwsManaged {
  readonly arn: string;
  readonly name: string;
  readonly path: string;
  readonly versionId: string;
  readonly createdAt: number;
  readonly document: string | undefined;
}

export function awsManaged(arn: string): AwsManaged | undefined {
  const match = ARN.exec(arn);
  if (!match) return undefined;
  const whole = match[1] ?? "/";
  const slash = whole.lastIndexOf("/");
  const policy = known(arn);
  return {
    arn,
    name: whole.slice(slash + 1),
    path: whole.slice(0, slash + 1),
    versionId: policy?.versionId ?? "v1",
    createdAt: Date.parse(policy?.createdAt ?? "2015-02-06T18:40:00Z"),
    document: policy && JSON.stringify(policy.document),
  };
}

export function awsManagedDocument(arn: string): PolicyDocument | undefined {
  const document = awsManaged(arn)?.document;
  return document === undefined ? undefined : parsePolicy(document, "identity");
}
