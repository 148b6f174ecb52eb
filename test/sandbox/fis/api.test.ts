import {
  CreateExperimentTemplateCommand,
  CreateTargetAccountConfigurationCommand,
  DeleteExperimentTemplateCommand,
  DeleteTargetAccountConfigurationCommand,
  FisClient,
  GetActionCommand,
  GetExperimentCommand,
  GetExperimentTargetAccountConfigurationCommand,
  GetExperimentTemplateCommand,
  GetTargetAccountConfigurationCommand,
  GetTargetResourceTypeCommand,
  ListActionsCommand,
  ListExperimentResolvedTargetsCommand,
  ListExperimentsCommand,
  ListExperimentTargetAccountConfigurationsCommand,
  ListExperimentTemplatesCommand,
  ListTagsForResourceCommand,
  ListTargetAccountConfigurationsCommand,
  ListTargetResourceTypesCommand,
  StartExperimentCommand,
  StopExperimentCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateExperimentTemplateCommand,
  UpdateTargetAccountConfigurationCommand,
} from "@aws-sdk/client-fis";
import { fisService } from "../../../src/sandbox/fis";
import type { ServiceFactory } from "../../../src/sandbox/kernel/cloud";
import type { Sandbox } from "../../../src/sandbox/kernel/start";
import { awsConfig, sandbox } from "../support";
import { ROLE, template } from "./fake-cloud";
import { raw } from "./wire";

/** Every role may be assumed: what roles may do is told elsewhere. */
const sts: ServiceFactory = () => ({
  id: "sts",
  operations: {
    AssumeRole: ({ RoleArn }: { RoleArn: string }) => ({
      AssumedRoleUser: {
        AssumedRoleId: "AROAEXAMPLEEXAMPLE:s",
        Arn: RoleArn.replace(":iam:", ":sts:").replace(":role/", ":assumed-role/"),
      },
    }),
  },
});

let world: Sandbox;
let fis: FisClient;
beforeAll(async () => {
  world = await sandbox({ services: [fisService, sts], speed: 100 });
  fis = new FisClient(awsConfig(world));
});
beforeEach(() => world.reset());
afterAll(() => fis.destroy());

const create = async (more: object = {}) =>
  (await fis.send(new CreateExperimentTemplateCommand({ clientToken: crypto.randomUUID(), ...template(more) }))).experimentTemplate ?? {};
const refused = async (more: object) =>
  fis.send(new CreateExperimentTemplateCommand({ clientToken: "t", ...template(more) })).catch((error: unknown) => error);
const instances = (more: object = {}) => ({
  resourceType: "aws:ec2:instance",
  resourceTags: { app: "web" },
  selectionMode: "ALL",
  ...more,
});
const stopping = (more: object = {}) => ({ actionId: "aws:ec2:stop-instances", targets: { Instances: "web" }, ...more });

describe("the catalogue", () => {
  test("lists fifty actions in pages, each with its ARN and targets", async () => {
    const first = await fis.send(new ListActionsCommand({ maxResults: 30 }));
    const second = await fis.send(new ListActionsCommand({ maxResults: 30, nextToken: first.nextToken }));
    const all = [...(first.actions ?? []), ...(second.actions ?? [])];
    expect([first.actions?.length, all.length, second.nextToken]).toEqual([30, 50, undefined]);
    expect(all.find(({ id }) => id === "aws:ec2:stop-instances")).toMatchObject({
      targets: { Instances: { resourceType: "aws:ec2:instance" } },
    });
    for (const nextToken of ["nonsense", "x", "0"])
      await expect(fis.send(new ListActionsCommand({ nextToken }))).rejects.toMatchObject({ name: "ValidationException" });
  });

  test("tells the parameters of one action, and refuses one that is not there", async () => {
    const { action } = await fis.send(new GetActionCommand({ id: "aws:network:disrupt-connectivity" }));
    expect(action?.parameters).toMatchObject({ duration: { required: true }, prefixListIdentifier: { required: false } });
    await expect(fis.send(new GetActionCommand({ id: "aws:ec2:burn" }))).rejects.toMatchObject({
      name: "ResourceNotFoundException",
      message: "Action with ID aws:ec2:burn not found.",
    });
  });

  test("tells the target types", async () => {
    const { targetResourceTypes } = await fis.send(new ListTargetResourceTypesCommand({}));
    expect(targetResourceTypes).toHaveLength(24);
    const { targetResourceType } = await fis.send(new GetTargetResourceTypeCommand({ resourceType: "aws:eks:pod" }));
    expect(targetResourceType?.parameters).toMatchObject({
      clusterIdentifier: { required: true },
      targetContainerName: { required: false },
    });
    await expect(fis.send(new GetTargetResourceTypeCommand({ resourceType: "aws:no:thing" }))).rejects.toMatchObject({
      name: "ResourceNotFoundException",
    });
  });
});

describe("templates", () => {
  test("are created with AWS's defaults, read back, listed, updated and deleted", async () => {
    const made = await create({ tags: { Name: "t" } });
    expect(made).toMatchObject({
      id: expect.stringMatching(/^EXT[1-9A-Za-z]{14}$/),
      experimentOptions: { accountTargeting: "single-account", emptyTargetResolutionMode: "fail" },
      creationTime: expect.any(Date),
      tags: { Name: "t" },
    });
    expect((await fis.send(new GetExperimentTemplateCommand({ id: made.id }))).experimentTemplate).toEqual(made);
    expect((await fis.send(new ListExperimentTemplatesCommand({}))).experimentTemplates).toMatchObject([{ id: made.id }]);
    const actions = { pause: { actionId: "aws:fis:wait", parameters: { duration: "PT2M" } } };
    const { experimentTemplate } = await fis.send(
      new UpdateExperimentTemplateCommand({ id: made.id, actions, experimentOptions: { emptyTargetResolutionMode: "skip" } }),
    );
    expect(experimentTemplate).toMatchObject({ description: "a test", experimentOptions: { emptyTargetResolutionMode: "skip" } });
    expect(Object.keys(experimentTemplate?.actions ?? {})).toEqual(["pause"]);
    await fis.send(new DeleteExperimentTemplateCommand({ id: made.id }));
    await expect(fis.send(new GetExperimentTemplateCommand({ id: made.id }))).rejects.toMatchObject({ name: "ResourceNotFoundException" });
  });

  test("one client token makes one template, and refuses another request", async () => {
    const again = (description: string) =>
      fis.send(new CreateExperimentTemplateCommand({ ...template({ description }), clientToken: "once" }));
    const [first, second] = [await again("a"), await again("a")];
    expect(second.experimentTemplate?.id).toBe(first.experimentTemplate?.id);
    await expect(again("b")).rejects.toMatchObject({ name: "ConflictException" });
  });

  test.each<[string, object, string]>([
    ["Action with ID aws:ec2:burn not found.", { actions: { a: { actionId: "aws:ec2:burn" } } }, "ResourceNotFoundException"],
    [
      'Unexpected target "Clusters" found in action "a".',
      { targets: { web: instances() }, actions: { a: { actionId: "aws:ecs:stop-task", targets: { Clusters: "web" } } } },
      "ValidationException",
    ],
    [
      "TargetResourceType aws:eks:pod does not support resourceArns.",
      { targets: { p: { resourceType: "aws:eks:pod", resourceArns: ["arn:aws:eks:us-east-1:1:pod/x"], selectionMode: "ALL" } } },
      "ValidationException",
    ],
    [
      "You cannot specify both resource ARNs and resource tags for target web.",
      { targets: { web: instances({ resourceArns: ["arn:aws:ec2:us-east-1:123456789012:instance/i-1"] }) } },
      "ValidationException",
    ],
  ])("AWS's own words: %s", async (message, more, name) => {
    expect(await refused(more)).toMatchObject({ name, message });
  });

  const wait = (startAfter: string[] = [], duration = "PT1M") => ({ actionId: "aws:fis:wait", parameters: { duration }, startAfter });
  const many = (count: number, action: (index: number) => object) =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`a${index}`, action(index)]));
  test.each<[string, object, string]>([
    ["no action", { actions: {} }, "ValidationException"],
    ["a name with a space", { actions: { "my wait": wait() } }, "ValidationException"],
    ["an unknown predecessor", { actions: { a: wait(["b"]) } }, "ValidationException"],
    ["a circle", { actions: { a: wait(["b"]), b: wait(["a"]) } }, "ValidationException"],
    ["a missing parameter", { actions: { a: { actionId: "aws:fis:wait" } } }, "ValidationException"],
    ["a duration above twelve hours", { actions: { a: wait([], "PT13H") } }, "ValidationException"],
    ["a duration that is none", { actions: { a: wait([], "5m") } }, "ValidationException"],
    ["a target that is not defined", { actions: { a: stopping() } }, "ValidationException"],
    [
      "a target of another type",
      { targets: { web: { ...instances(), resourceType: "aws:ec2:subnet" } }, actions: { a: stopping() } },
      "ValidationException",
    ],
    ["an action without its target", { actions: { a: { actionId: "aws:ec2:stop-instances" } } }, "ValidationException"],
    ["a selection mode that is none", { targets: { web: instances({ selectionMode: "SOME(1)" }) } }, "ValidationException"],
    [
      "ARNs with filters",
      {
        targets: {
          web: {
            ...instances(),
            resourceTags: undefined,
            resourceArns: ["arn:aws:ec2:us-east-1:123456789012:instance/i-1"],
            filters: [{ path: "VpcId", values: ["v"] }],
          },
        },
      },
      "ValidationException",
    ],
    [
      "six ARNs",
      {
        targets: {
          web: {
            ...instances(),
            resourceTags: undefined,
            resourceArns: [1, 2, 3, 4, 5, 6].map((n) => `arn:aws:ec2:us-east-1:123456789012:instance/i-${n}`),
          },
        },
      },
      "ValidationException",
    ],
    ["no stop condition", { stopConditions: [] }, "ValidationException"],
    ["a stop condition without its alarm", { stopConditions: [{ source: "aws:cloudwatch:alarm" }] }, "ValidationException"],
    ["a role that is none", { roleArn: "arn:aws:iam::123456789012:user/somebody" }, "ValidationException"],
    [
      "a log group ARN without :*",
      {
        logConfiguration: {
          logSchemaVersion: 2,
          cloudWatchLogsConfiguration: { logGroupArn: "arn:aws:logs:us-east-1:123456789012:log-group:/fis" },
        },
      },
      "ValidationException",
    ],
    ["a reserved tag", { tags: { "aws:x": "y" } }, "ValidationException"],
    ["twenty-one actions", { actions: many(21, (index) => wait(index ? [`a${index - 1}`] : [])) }, "ServiceQuotaExceededException"],
    ["eleven actions at one time", { actions: many(11, () => wait()) }, "ServiceQuotaExceededException"],
    [
      "six stop conditions",
      {
        stopConditions: [1, 2, 3, 4, 5, 6].map((n) => ({
          source: "aws:cloudwatch:alarm",
          value: `arn:aws:cloudwatch:us-east-1:123456789012:alarm:a${n}`,
        })),
      },
      "ServiceQuotaExceededException",
    ],
  ])("are refused with %s", async (_what, more, name) => {
    expect(await refused(more)).toMatchObject({ name });
  });

  test("a quota is answered with status 402", async () => {
    const reply = await raw(world, "CreateExperimentTemplate", { clientToken: "q", ...template({ actions: many(21, () => wait()) }) });
    expect([reply.status, reply.error]).toEqual([402, "ServiceQuotaExceededException"]);
  });

  test("twenty actions are taken when at most ten run at one time", async () => {
    expect((await create({ actions: many(20, (index) => wait(index < 10 ? [] : [`a${index - 10}`])) })).id).toBeDefined();
  });

  test("accounts are added to a template once each", async () => {
    const multi = await create({ experimentOptions: { accountTargeting: "multi-account" } });
    const key = { experimentTemplateId: multi.id, accountId: "210987654321" };
    const roleArn = "arn:aws:iam::210987654321:role/chaos";
    await fis.send(new CreateTargetAccountConfigurationCommand({ ...key, roleArn, description: "d" }));
    await expect(fis.send(new CreateTargetAccountConfigurationCommand({ ...key, roleArn }))).rejects.toMatchObject({
      name: "ConflictException",
    });
    await fis.send(new UpdateTargetAccountConfigurationCommand({ ...key, description: "e" }));
    expect((await fis.send(new GetTargetAccountConfigurationCommand(key))).targetAccountConfiguration).toEqual({
      accountId: key.accountId,
      roleArn,
      description: "e",
    });
    expect((await fis.send(new ListTargetAccountConfigurationsCommand(key))).targetAccountConfigurations).toHaveLength(1);
    expect((await fis.send(new GetExperimentTemplateCommand({ id: multi.id }))).experimentTemplate?.targetAccountConfigurationsCount).toBe(
      1,
    );
    const { experiment } = await fis.send(new StartExperimentCommand({ clientToken: "s", experimentTemplateId: multi.id }));
    const seen = { experimentId: experiment?.id, accountId: key.accountId };
    expect((await fis.send(new GetExperimentTargetAccountConfigurationCommand(seen))).targetAccountConfiguration?.roleArn).toBe(roleArn);
    expect((await fis.send(new ListExperimentTargetAccountConfigurationsCommand(seen))).targetAccountConfigurations).toHaveLength(1);
    await fis.send(new DeleteTargetAccountConfigurationCommand(key));
    await expect(fis.send(new GetTargetAccountConfigurationCommand(key))).rejects.toMatchObject({ name: "ResourceNotFoundException" });
  });
});

describe("experiments", () => {
  const start = async (more: object = {}) => {
    const made = await create();
    return (
      (await fis.send(new StartExperimentCommand({ clientToken: crypto.randomUUID(), experimentTemplateId: made.id, ...more })))
        .experiment ?? {}
    );
  };

  test("run on a snapshot, are listed by template, and end as completed", async () => {
    const made = await create();
    const { experiment } = await fis.send(
      new StartExperimentCommand({ clientToken: "s", experimentTemplateId: made.id, tags: { run: "7" } }),
    );
    expect(experiment).toMatchObject({ state: { status: "initiating" }, experimentTemplateId: made.id, roleArn: ROLE });
    await fis.send(new DeleteExperimentTemplateCommand({ id: made.id }));
    expect((await fis.send(new ListExperimentsCommand({}))).experiments).toMatchObject([{ id: experiment?.id, tags: { run: "7" } }]);
    let status: string | undefined;
    while (!status || ["initiating", "running"].includes(status)) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      status = (await fis.send(new GetExperimentCommand({ id: experiment?.id }))).experiment?.state?.status;
    }
    expect(status).toBe("completed");
  });

  test("one client token starts one experiment", async () => {
    const made = await create();
    const again = (tags: Record<string, string>) =>
      fis.send(new StartExperimentCommand({ clientToken: "one", experimentTemplateId: made.id, tags }));
    expect((await again({})).experiment?.id).toBe((await again({})).experiment?.id);
    await expect(again({ other: "yes" })).rejects.toMatchObject({ name: "ConflictException" });
    expect((await fis.send(new ListExperimentsCommand({}))).experiments).toHaveLength(1);
  });

  test("at most five are active, and a stopped one makes room", async () => {
    const five = await Promise.all([1, 2, 3, 4, 5].map(() => start()));
    await expect(start()).rejects.toMatchObject({ name: "ServiceQuotaExceededException" });
    const before = performance.now();
    const { experiment } = await fis.send(new StopExperimentCommand({ id: five[0]?.id }));
    expect(performance.now() - before).toBeLessThan(1_000);
    expect(["stopping", "stopped"]).toContain(experiment?.state?.status);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect((await start()).id).toMatch(/^EXP/);
  });

  test("what is not there is not found", async () => {
    for (const command of [
      new GetExperimentCommand({ id: "EXPx" }),
      new StopExperimentCommand({ id: "EXPx" }),
      new ListExperimentResolvedTargetsCommand({ experimentId: "EXPx" }),
    ]) {
      await expect(fis.send(command as GetExperimentCommand)).rejects.toMatchObject({ name: "ResourceNotFoundException" });
    }
    await expect(fis.send(new StartExperimentCommand({ clientToken: "t", experimentTemplateId: "EXTx" }))).rejects.toMatchObject({
      name: "ResourceNotFoundException",
    });
  });

  test("a preview completes with every action skipped", async () => {
    const made = await create();
    const { body } = await raw<{ experiment: { id: string; experimentOptions: object } }>(world, "StartExperiment", {
      clientToken: "p",
      experimentTemplateId: made.id,
      experimentOptions: { actionsMode: "skip-all" },
    });
    expect(body.experiment.experimentOptions).toMatchObject({ actionsMode: "skip-all" });
    await new Promise((resolve) => setTimeout(resolve, 50));
    const { experiment } = await fis.send(new GetExperimentCommand({ id: body.experiment.id }));
    expect([experiment?.state?.status, experiment?.actions?.wait?.state?.status]).toEqual(["completed", "skipped"]);
    // What is over stays as it ended when it is stopped.
    const stopped = await fis.send(new StopExperimentCommand({ id: body.experiment.id }));
    expect([stopped.experiment?.state, stopped.experiment?.endTime]).toEqual([experiment?.state, experiment?.endTime]);
  });
});

test("tags of templates and experiments are set, listed and taken off", async () => {
  const reply = await raw<{ experimentTemplate: { arn: string } }>(world, "CreateExperimentTemplate", { clientToken: "t", ...template() });
  const resourceArn = reply.body.experimentTemplate.arn;
  expect(resourceArn).toMatch(/^arn:aws:fis:us-east-1:123456789012:experiment-template\/EXT/);
  await fis.send(new TagResourceCommand({ resourceArn, tags: { a: "1", b: "2" } }));
  await fis.send(new UntagResourceCommand({ resourceArn, tagKeys: ["a"] }));
  expect((await fis.send(new ListTagsForResourceCommand({ resourceArn }))).tags).toEqual({ b: "2" });
});

test("the safety lever cancels new starts, and refuses a reason without a change", async () => {
  const lever = (status: string, reason = "drill") =>
    raw<{ safetyLever: { state: object } }>(world, "UpdateSafetyLeverState", { id: "default", state: { status, reason } });
  expect((await raw<{ safetyLever: object }>(world, "GetSafetyLever", { id: "default" })).body.safetyLever).toMatchObject({
    state: { status: "disengaged" },
  });
  expect((await lever("engaged")).body.safetyLever.state).toEqual({ status: "engaged", reason: "drill" });
  expect((await lever("engaged", "other")).error).toBe("ConflictException");
  const made = await create();
  const { experiment } = await fis.send(new StartExperimentCommand({ clientToken: "l", experimentTemplateId: made.id }));
  expect(experiment?.state?.status).toBe("cancelled");
  expect((await raw(world, "GetSafetyLever", { id: "other" })).error).toBe("ResourceNotFoundException");
});
