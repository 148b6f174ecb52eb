import * as iam from "@aws-sdk/client-iam";
import { awsConfig, sandbox } from "../support";

const TRUST = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "fis.amazonaws.com" }, Action: "sts:AssumeRole" }],
});
const allow = (Action: string) => JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action, Resource: "*" }] });

let client: iam.IAMClient;
beforeEach(async () => {
  client = new iam.IAMClient(awsConfig(await sandbox()));
});
afterEach(() => client.destroy());

const makeRole = (RoleName: string, more: Partial<iam.CreateRoleCommandInput> = {}) =>
  client.send(new iam.CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: TRUST, ...more }));

test("a role comes back as it was made, its trust percent-encoded as IAM does", async () => {
  await makeRole("worker", { Path: "/team/", Description: "d", MaxSessionDuration: 7_200, Tags: [{ Key: "a", Value: "b" }] });
  const { Role } = await client.send(new iam.GetRoleCommand({ RoleName: "Worker" }));
  expect(Role).toMatchObject({
    RoleName: "worker",
    Path: "/team/",
    Arn: "arn:aws:iam::123456789012:role/team/worker",
    Description: "d",
    MaxSessionDuration: 7_200,
    Tags: [{ Key: "a", Value: "b" }],
    RoleLastUsed: {},
  });
  expect(Role?.RoleId).toMatch(/^AROA[A-Z2-7]{17}$/);
  expect(Role?.AssumeRolePolicyDocument).toContain("%7B%22Version%22%3A%222012-10-17%22");
  expect(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? "")).toBe(TRUST);
});

test("names are taken once, whatever their case", async () => {
  await makeRole("worker");
  await expect(makeRole("WORKER")).rejects.toMatchObject({ name: "EntityAlreadyExistsException", $metadata: { httpStatusCode: 409 } });
});

test("a role is deleted only when nothing hangs on it", async () => {
  const RoleName = "worker";
  await makeRole(RoleName);
  await client.send(new iam.PutRolePolicyCommand({ RoleName, PolicyName: "p", PolicyDocument: allow("ec2:*") }));
  await client.send(new iam.AttachRolePolicyCommand({ RoleName, PolicyArn: "arn:aws:iam::aws:policy/AdministratorAccess" }));
  await client.send(new iam.CreateInstanceProfileCommand({ InstanceProfileName: "profile" }));
  await client.send(new iam.AddRoleToInstanceProfileCommand({ InstanceProfileName: "profile", RoleName }));
  const remove = () => client.send(new iam.DeleteRoleCommand({ RoleName }));
  await expect(remove()).rejects.toThrow("must detach all policies first");
  await client.send(new iam.DetachRolePolicyCommand({ RoleName, PolicyArn: "arn:aws:iam::aws:policy/AdministratorAccess" }));
  await expect(remove()).rejects.toThrow("must delete policies first");
  await client.send(new iam.DeleteRolePolicyCommand({ RoleName, PolicyName: "p" }));
  await expect(remove()).rejects.toThrow("must remove roles from instance profile first");
  await client.send(new iam.RemoveRoleFromInstanceProfileCommand({ InstanceProfileName: "profile", RoleName }));
  await remove();
  await expect(client.send(new iam.GetRoleCommand({ RoleName }))).rejects.toMatchObject({ name: "NoSuchEntityException" });
});

test("inline policies are put, listed, read and deleted", async () => {
  const RoleName = "worker";
  await makeRole(RoleName);
  await client.send(new iam.PutRolePolicyCommand({ RoleName, PolicyName: "b", PolicyDocument: allow("ec2:*") }));
  await client.send(new iam.PutRolePolicyCommand({ RoleName, PolicyName: "a", PolicyDocument: allow("fis:*") }));
  expect((await client.send(new iam.ListRolePoliciesCommand({ RoleName }))).PolicyNames).toEqual(["a", "b"]);
  const { PolicyDocument } = await client.send(new iam.GetRolePolicyCommand({ RoleName, PolicyName: "a" }));
  expect(decodeURIComponent(PolicyDocument ?? "")).toBe(allow("fis:*"));
  await client.send(new iam.DeleteRolePolicyCommand({ RoleName, PolicyName: "a" }));
  await expect(client.send(new iam.GetRolePolicyCommand({ RoleName, PolicyName: "a" }))).rejects.toMatchObject({
    name: "NoSuchEntityException",
  });
});

test("a managed policy's description is told by GetPolicy alone, its tags not by ListPolicies", async () => {
  const input = { PolicyName: "told", PolicyDocument: allow("ec2:*"), Description: "why" };
  const { Policy: created } = await client.send(new iam.CreatePolicyCommand({ ...input, Tags: [{ Key: "a", Value: "b" }] }));
  const { Policy: read } = await client.send(new iam.GetPolicyCommand({ PolicyArn: created?.Arn }));
  const { Policies } = await client.send(new iam.ListPoliciesCommand({ Scope: "Local" }));
  const listed = Policies?.find(({ PolicyName }) => PolicyName === "told");
  expect([created?.Description, read?.Description, listed?.Description]).toEqual([undefined, "why", undefined]);
  expect([created?.Tags, read?.Tags, listed?.Tags]).toEqual([[{ Key: "a", Value: "b" }], [{ Key: "a", Value: "b" }], undefined]);
});

test("a managed policy has at most five versions, one of them the default", async () => {
  const { Policy } = await client.send(new iam.CreatePolicyCommand({ PolicyName: "p", PolicyDocument: allow("ec2:*") }));
  const PolicyArn = Policy?.Arn ?? "";
  expect(PolicyArn).toBe("arn:aws:iam::123456789012:policy/p");
  for (let number = 2; number <= 5; number++) {
    const { PolicyVersion } = await client.send(
      new iam.CreatePolicyVersionCommand({ PolicyArn, PolicyDocument: allow(`ec2:Act${number}`), SetAsDefault: number === 5 }),
    );
    expect(PolicyVersion?.VersionId).toBe(`v${number}`);
  }
  const sixth = () => client.send(new iam.CreatePolicyVersionCommand({ PolicyArn, PolicyDocument: allow("ec2:*") }));
  await expect(sixth()).rejects.toMatchObject({ name: "LimitExceededException" });
  expect((await client.send(new iam.GetPolicyCommand({ PolicyArn }))).Policy).toMatchObject({ DefaultVersionId: "v5", AttachmentCount: 0 });
  await expect(client.send(new iam.DeletePolicyVersionCommand({ PolicyArn, VersionId: "v5" }))).rejects.toMatchObject({
    name: "DeleteConflictException",
  });
  await client.send(new iam.DeletePolicyVersionCommand({ PolicyArn, VersionId: "v1" }));
  await expect(client.send(new iam.DeletePolicyCommand({ PolicyArn }))).rejects.toThrow("more than one version");
  // A number is not given twice.
  expect((await sixth()).PolicyVersion?.VersionId).toBe("v6");
});

test("attached policies are listed by ARN, counted, and keep the policy from deletion", async () => {
  await makeRole("worker");
  const { Policy } = await client.send(new iam.CreatePolicyCommand({ PolicyName: "p", PolicyDocument: allow("ec2:*") }));
  const PolicyArn = Policy?.Arn ?? "";
  const attach = () => client.send(new iam.AttachRolePolicyCommand({ RoleName: "worker", PolicyArn }));
  await attach();
  await attach();
  expect((await client.send(new iam.ListAttachedRolePoliciesCommand({ RoleName: "worker" }))).AttachedPolicies).toEqual([
    { PolicyName: "p", PolicyArn },
  ]);
  expect((await client.send(new iam.GetPolicyCommand({ PolicyArn }))).Policy?.AttachmentCount).toBe(1);
  expect((await client.send(new iam.ListEntitiesForPolicyCommand({ PolicyArn }))).PolicyRoles).toMatchObject([{ RoleName: "worker" }]);
  await expect(client.send(new iam.DeletePolicyCommand({ PolicyArn }))).rejects.toMatchObject({ name: "DeleteConflictException" });
  const missing = "arn:aws:iam::123456789012:policy/none";
  await expect(client.send(new iam.AttachRolePolicyCommand({ RoleName: "worker", PolicyArn: missing }))).rejects.toThrow(
    `Policy ${missing} does not exist or is not attachable.`,
  );
});

test("AWS's FIS policies can be read", async () => {
  const PolicyArn = "arn:aws:iam::aws:policy/service-role/AWSFaultInjectionSimulatorEC2Access";
  const { Policy } = await client.send(new iam.GetPolicyCommand({ PolicyArn }));
  const { PolicyVersion } = await client.send(new iam.GetPolicyVersionCommand({ PolicyArn, VersionId: Policy?.DefaultVersionId }));
  expect(decodeURIComponent(PolicyVersion?.Document ?? "")).toContain("ec2:StopInstances");
});

test.each([
  ["no JSON", "{", "This policy contains invalid Json"],
  ["no statement", "{}", "Syntax errors in policy."],
  [
    "an unknown member",
    JSON.stringify({ Statement: [{ Effect: "Allow", Action: "*", Resource: "*", Colour: 1 }] }),
    "Syntax errors in policy.",
  ],
  ["an effect of its own", JSON.stringify({ Statement: [{ Effect: "Maybe", Action: "*", Resource: "*" }] }), "Syntax errors in policy."],
  ["no resource", JSON.stringify({ Statement: [{ Effect: "Allow", Action: "ec2:*" }] }), "Policy statement must contain resources."],
  ["an action without its service", JSON.stringify({ Statement: [{ Effect: "Allow", Action: "StopInstances", Resource: "*" }] }), "vendor"],
  [
    "a resource that is no ARN",
    JSON.stringify({ Statement: [{ Effect: "Allow", Action: "ec2:*", Resource: "i-1" }] }),
    'Resource i-1 must be in ARN format or "*".',
  ],
  [
    "a principal",
    JSON.stringify({ Statement: [{ Effect: "Allow", Action: "ec2:*", Resource: "*", Principal: "*" }] }),
    "should not specify a principal",
  ],
  [
    "an unknown operator",
    JSON.stringify({ Statement: [{ Effect: "Allow", Action: "ec2:*", Resource: "*", Condition: { Looks: { a: "b" } } }] }),
    "Syntax errors",
  ],
])("a policy with %s is malformed", async (_what, PolicyDocument, words) => {
  await makeRole("worker");
  await expect(client.send(new iam.PutRolePolicyCommand({ RoleName: "worker", PolicyName: "p", PolicyDocument }))).rejects.toMatchObject({
    name: "MalformedPolicyDocumentException",
    message: expect.stringContaining(words),
  });
});

test("a trust policy names whom it trusts, and no resource", async () => {
  const trusting = (statement: object) =>
    makeRole("worker", { AssumeRolePolicyDocument: JSON.stringify({ Version: "2012-10-17", Statement: [statement] }) });
  await expect(trusting({ Effect: "Allow", Action: "sts:AssumeRole" })).rejects.toThrow("Missing required field Principal");
  await expect(trusting({ Effect: "Allow", Action: "sts:AssumeRole", Principal: "*", Resource: "*" })).rejects.toThrow(
    "prohibited field Resource",
  );
});

test("service-linked roles are made once and are AWS's own", async () => {
  const make = () => client.send(new iam.CreateServiceLinkedRoleCommand({ AWSServiceName: "fis.amazonaws.com" }));
  expect((await make()).Role?.Arn).toBe("arn:aws:iam::123456789012:role/aws-service-role/fis.amazonaws.com/AWSServiceRoleForFIS");
  await expect(make()).rejects.toMatchObject({ name: "InvalidInputException" });
  await expect(client.send(new iam.DeleteRoleCommand({ RoleName: "AWSServiceRoleForFIS" }))).rejects.toMatchObject({
    name: "UnmodifiableEntityException",
  });
  const { DeletionTaskId } = await client.send(new iam.DeleteServiceLinkedRoleCommand({ RoleName: "AWSServiceRoleForFIS" }));
  expect((await client.send(new iam.GetServiceLinkedRoleDeletionStatusCommand({ DeletionTaskId }))).Status).toBe("SUCCEEDED");
  await make();
});

test("an instance profile holds one role", async () => {
  const InstanceProfileName = "profile";
  await makeRole("one");
  await makeRole("two");
  await client.send(new iam.CreateInstanceProfileCommand({ InstanceProfileName, Path: "/p/" }));
  await client.send(new iam.AddRoleToInstanceProfileCommand({ InstanceProfileName, RoleName: "one" }));
  await expect(client.send(new iam.AddRoleToInstanceProfileCommand({ InstanceProfileName, RoleName: "two" }))).rejects.toMatchObject({
    name: "LimitExceededException",
  });
  expect((await client.send(new iam.GetInstanceProfileCommand({ InstanceProfileName }))).InstanceProfile).toMatchObject({
    Arn: "arn:aws:iam::123456789012:instance-profile/p/profile",
    Roles: [{ RoleName: "one" }],
  });
  const listed = (RoleName: string) => client.send(new iam.ListInstanceProfilesForRoleCommand({ RoleName }));
  expect((await listed("one")).InstanceProfiles).toHaveLength(1);
  expect((await listed("two")).InstanceProfiles).toEqual([]);
});

test("tags of roles, policies and profiles are added, listed and taken away", async () => {
  await makeRole("worker", { Tags: [{ Key: "a", Value: "1" }] });
  await client.send(new iam.TagRoleCommand({ RoleName: "worker", Tags: [{ Key: "b", Value: "2" }] }));
  await client.send(new iam.UntagRoleCommand({ RoleName: "worker", TagKeys: ["a"] }));
  expect((await client.send(new iam.ListRoleTagsCommand({ RoleName: "worker" }))).Tags).toEqual([{ Key: "b", Value: "2" }]);
});

test("lists come in pages", async () => {
  for (const name of ["a", "b", "c"]) await makeRole(name);
  const names: (string | undefined)[] = [];
  let Marker: string | undefined;
  do {
    const page = await client.send(new iam.ListRolesCommand({ MaxItems: 2, Marker }));
    names.push(...(page.Roles ?? []).map(({ RoleName }) => RoleName));
    Marker = page.IsTruncated ? page.Marker : undefined;
  } while (Marker);
  expect(names).toEqual(["a", "b", "c"]);
});

test("a simulation says what a role may do", async () => {
  const { Role } = await makeRole("worker");
  const deny = JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Deny", Action: "ec2:TerminateInstances", Resource: "*" }] });
  await client.send(new iam.PutRolePolicyCommand({ RoleName: "worker", PolicyName: "yes", PolicyDocument: allow("ec2:*") }));
  await client.send(new iam.PutRolePolicyCommand({ RoleName: "worker", PolicyName: "no", PolicyDocument: deny }));
  const { EvaluationResults } = await client.send(
    new iam.SimulatePrincipalPolicyCommand({
      PolicySourceArn: Role?.Arn,
      ActionNames: ["ec2:StopInstances", "ec2:TerminateInstances", "rds:FailoverDBCluster"],
    }),
  );
  expect(EvaluationResults?.map(({ EvalDecision }) => EvalDecision)).toEqual(["allowed", "explicitDeny", "implicitDeny"]);
});

test("accounts live side by side", async () => {
  const box = await sandbox();
  const one = new iam.IAMClient(awsConfig(box, "111111111111"));
  const two = new iam.IAMClient(awsConfig(box, "222222222222"));
  const role = { RoleName: "same", AssumeRolePolicyDocument: TRUST };
  expect((await one.send(new iam.CreateRoleCommand(role))).Role?.Arn).toBe("arn:aws:iam::111111111111:role/same");
  expect((await two.send(new iam.CreateRoleCommand(role))).Role?.Arn).toBe("arn:aws:iam::222222222222:role/same");
  one.destroy();
  two.destroy();
});
