import {
  AttachRolePolicyCommand,
  CreateRoleCommand,
  GetRoleCommand,
  IAMClient,
  ListRolesCommand,
  PutRolePolicyCommand,
} from "@aws-sdk/client-iam";
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import type { Sandbox } from "../../../src/sandbox/kernel/start";
import { awsConfig, sandbox } from "../support";

const trust = (principal: object, condition?: object) =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: principal, Action: "sts:AssumeRole", ...(condition ? { Condition: condition } : {}) }],
  });
const allow = (action: string | string[], resource: string | string[] = "*") =>
  JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: action, Resource: resource }] });

const ROOT = { AWS: "arn:aws:iam::123456789012:root" };

async function role(box: Sandbox, name: string, principal: object, policy?: string, condition?: object) {
  const iam = new IAMClient(awsConfig(box));
  const { Role } = await iam.send(new CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument: trust(principal, condition) }));
  if (policy) await iam.send(new PutRolePolicyCommand({ RoleName: name, PolicyName: "it", PolicyDocument: policy }));
  return Role?.Arn ?? "";
}

async function assume(box: Sandbox, arn: string, more: { ExternalId?: string; Policy?: string } = {}) {
  const sts = new STSClient(awsConfig(box));
  const { Credentials } = await sts.send(new AssumeRoleCommand({ RoleArn: arn, RoleSessionName: "game-day", ...more }));
  const credentials = {
    accessKeyId: Credentials?.AccessKeyId ?? "",
    secretAccessKey: Credentials?.SecretAccessKey ?? "",
    sessionToken: Credentials?.SessionToken ?? "",
  };
  return { ...awsConfig(box), credentials };
}

test("the keys that AssumeRole gives out act as the role's session", async () => {
  const box = await sandbox();
  const as = await assume(box, await role(box, "reader", ROOT));
  const who = await new STSClient(as).send(new GetCallerIdentityCommand({}));
  expect(who.Arn).toBe("arn:aws:sts::123456789012:assumed-role/reader/game-day");
  expect(who.UserId).toMatch(/^AROA[A-Z2-7]{17}:game-day$/);
});

test("a role may do what its policy says and nothing else, in IAM's words", async () => {
  const box = await sandbox();
  const arn = await role(box, "reader", ROOT, allow("iam:GetRole", "arn:aws:iam::*:role/reader"));
  const iam = new IAMClient(await assume(box, arn));
  await expect(iam.send(new GetRoleCommand({ RoleName: "reader" }))).resolves.toMatchObject({ Role: { RoleName: "reader" } });
  await expect(iam.send(new GetRoleCommand({ RoleName: "other" }))).rejects.toMatchObject({
    name: "AccessDenied",
    message:
      "User: arn:aws:sts::123456789012:assumed-role/reader/game-day is not authorized to perform: iam:GetRole on resource: arn:aws:iam::123456789012:role/other because no identity-based policy allows the iam:GetRole action",
    $metadata: { httpStatusCode: 403 },
  });
  await expect(iam.send(new ListRolesCommand({}))).rejects.toMatchObject({ name: "AccessDenied" });
});

test("a session policy narrows what the role may do", async () => {
  const box = await sandbox();
  const arn = await role(box, "wide", ROOT, allow("iam:*"));
  const iam = new IAMClient(await assume(box, arn, { Policy: allow("iam:GetRole") }));
  await expect(iam.send(new GetRoleCommand({ RoleName: "wide" }))).resolves.toBeDefined();
  await expect(iam.send(new ListRolesCommand({}))).rejects.toThrow("no session policy allows the iam:ListRoles action");
});

test("AWS's own policies grant what AWS's text says; unknown ones grant nothing and the log says so", async () => {
  const box = await sandbox();
  const arn = await role(box, "admin", ROOT);
  const iam = new IAMClient(awsConfig(box));
  await iam.send(new AttachRolePolicyCommand({ RoleName: "admin", PolicyArn: "arn:aws:iam::aws:policy/ReadOnlyAccess" }));
  const asRole = new IAMClient(await assume(box, arn));
  await expect(asRole.send(new ListRolesCommand({}))).rejects.toMatchObject({ name: "AccessDenied" });
  expect(box.log.join()).toContain("arn:aws:iam::aws:policy/ReadOnlyAccess");
  await iam.send(new AttachRolePolicyCommand({ RoleName: "admin", PolicyArn: "arn:aws:iam::aws:policy/AdministratorAccess" }));
  await expect(asRole.send(new ListRolesCommand({}))).resolves.toBeDefined();
});

test("a role that does not trust the caller is not given, whatever the caller may do", async () => {
  const box = await sandbox();
  const arn = await role(box, "fis-only", { Service: "fis.amazonaws.com" });
  await expect(assume(box, arn)).rejects.toMatchObject({
    name: "AccessDenied",
    message: `User: arn:aws:iam::123456789012:root is not authorized to perform: sts:AssumeRole on resource: ${arn}`,
  });
});

test("a service is trusted by its host and for the experiment that the condition names", async () => {
  const box = await sandbox();
  const experiments = { ArnLike: { "aws:SourceArn": "arn:aws:fis:us-east-1:123456789012:experiment/*" } };
  const arn = await role(box, "experiment", { Service: "fis.amazonaws.com" }, undefined, experiments);
  const as = (host: string, source?: string) => ({
    accountId: "123456789012",
    region: "us-east-1",
    principal: {
      kind: "service" as const,
      arn: host,
      onBehalfOf: source === undefined ? undefined : { accountId: "123456789012", arn: source },
    },
  });
  const input = { RoleArn: arn, RoleSessionName: "EXP1" };
  const ours = "arn:aws:fis:us-east-1:123456789012:experiment/EXP1";
  await expect(box.cloud.invoke("sts", "AssumeRole", input, as("fis.amazonaws.com", ours))).resolves.toBeDefined();
  await expect(box.cloud.invoke("sts", "AssumeRole", input, as("fis.amazonaws.com"))).rejects.toMatchObject({ code: "AccessDenied" });
  await expect(box.cloud.invoke("sts", "AssumeRole", input, as("ec2.amazonaws.com", ours))).rejects.toMatchObject({ code: "AccessDenied" });
});

test("an external id must be the one that the trust policy asks for", async () => {
  const box = await sandbox();
  const arn = await role(box, "partner", ROOT, undefined, { StringEquals: { "sts:ExternalId": "secret-handshake" } });
  await expect(assume(box, arn)).rejects.toMatchObject({ name: "AccessDenied" });
  await expect(assume(box, arn, { ExternalId: "wrong-one" })).rejects.toMatchObject({ name: "AccessDenied" });
  await expect(assume(box, arn, { ExternalId: "secret-handshake" })).resolves.toBeDefined();
});

test("keys end when their time is over", async () => {
  const box = await sandbox({ speed: 3_600 });
  const as = await assume(box, await role(box, "brief", ROOT));
  // One real second is an hour here, which is what AssumeRole gives.
  await box.cloud.clock.sleep(3_700_000);
  await expect(new STSClient(as).send(new GetCallerIdentityCommand({}))).rejects.toMatchObject({ name: "ExpiredTokenException" });
});
