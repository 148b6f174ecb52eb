import fc from "fast-check";
import { AwsError } from "../../../src/sandbox/kernel/error";
import type { State } from "../../../src/sandbox/kernel/state";
import { logsService } from "../../../src/sandbox/logs";
import { ACCOUNT, fakeCloud, launch, look, REGION, ROOT, SCOPE, settle, template, type View } from "./fake-cloud";

const arnOf = (id: string) => `arn:aws:ec2:${REGION}:${ACCOUNT}:instance/${id}`;
const instance = (id: string, more: object = {}) => ({
  InstanceId: id,
  State: { Name: "running" },
  Placement: { AvailabilityZone: "us-east-1a" },
  ...more,
});
const seconds = (n: number) => n * 1_000;
const minutes = (n: number) => n * 60_000;

/** EC2 as far as stop-instances needs it, with the power of each instance. */
function power(...ids: string[]) {
  const on = new Map(ids.map((id) => [id, true]));
  const set = (value: boolean) => (input: Record<string, unknown>) => {
    for (const id of input.InstanceIds as string[]) on.set(id, value);
    return {};
  };
  return {
    on,
    answers: {
      "ec2:DescribeInstances": () => ({
        Reservations: [{ Instances: ids.map((id) => instance(id, { State: { Name: on.get(id) ? "running" : "stopped" } })) }],
      }),
      "ec2:StopInstances": set(false),
      "ec2:StartInstances": set(true),
    },
  };
}

const stopFor = (duration: string, more: object = {}) => ({
  targets: { web: { resourceType: "aws:ec2:instance", resourceTags: { app: "web" }, selectionMode: "ALL" } },
  actions: {
    stop: { actionId: "aws:ec2:stop-instances", parameters: { startInstancesAfterDuration: duration }, targets: { Instances: "web" } },
  },
  ...more,
});

test("a wait takes its time and the experiment completes", async () => {
  const fake = fakeCloud();
  const id = await launch(fake);
  await fake.clock.advance(seconds(59));
  expect(await look(fake, id)).toMatchObject({ state: { status: "running", reason: "Experiment is running." } });
  await fake.clock.advance(seconds(2));
  const end = await look(fake, id);
  expect(end.state).toEqual({ status: "completed", reason: "Experiment completed.", error: undefined });
  expect(end.actions.wait?.state).toEqual({ status: "completed", reason: "Action was completed." });
  expect(fake.changes.map(({ previous, status }) => `${previous}>${status}`)).toEqual([
    "pending>initiating",
    "initiating>running",
    "running>completed",
  ]);
});

test("StartExperiment answers initiating, with every action in its initial state", async () => {
  const fake = fakeCloud();
  const { experimentTemplate } = await fake.call<{ experimentTemplate: { id: string } }>("CreateExperimentTemplate", {
    description: "d",
    roleArn: `arn:aws:iam::${ACCOUNT}:role/chaos`,
    stopConditions: [{ source: "none" }],
    actions: { wait: { actionId: "aws:fis:wait", parameters: { duration: "PT1M" } } },
  });
  const { experiment } = await fake.call<View>("StartExperiment", { experimentTemplateId: experimentTemplate.id, tags: { run: "1" } });
  expect(experiment).toMatchObject({
    id: expect.stringMatching(/^EXP[1-9A-Za-z]{15}$/),
    state: { status: "initiating", reason: "Experiment is initiating." },
    actions: { wait: { state: { status: "pending", reason: "Initial state" } } },
    tags: { run: "1" },
  });
  fake.fis.stop?.();
});

test("stopped instances start again after the duration", async () => {
  const { on, answers } = power("i-1", "i-2");
  const fake = fakeCloud(answers);
  const id = await launch(fake, stopFor("PT5M"));
  await fake.clock.advance(seconds(10));
  expect([...on.values()]).toEqual([false, false]);
  await fake.clock.advance(minutes(5));
  expect([...on.values()]).toEqual([true, true]);
  expect((await look(fake, id)).state.status).toBe("completed");
});

test("StopExperiment answers stopping at once and starts the instances again", async () => {
  const { on, answers } = power("i-1");
  const fake = fakeCloud(answers);
  const id = await launch(fake, stopFor("PT5M"));
  await fake.clock.advance(seconds(10));
  const { experiment } = await fake.call<View>("StopExperiment", { id });
  expect(experiment.state).toMatchObject({ status: "stopping", reason: "Stopping Experiment." });
  await fake.clock.advance(1);
  expect(on.get("i-1")).toBe(true);
  expect((await look(fake, id)).actions.stop?.state.status).toBe("stopped");
  expect((await look(fake, id)).state.status).toBe("stopped");
  // What is over stays as it is.
  expect((await fake.call<View>("StopExperiment", { id })).experiment.state.status).toBe("stopped");
});

test("a failed action stops the others, takes their effects back and names the first failure", async () => {
  const { on, answers } = power("i-1");
  const fake = fakeCloud({
    ...answers,
    "ec2:TerminateInstances": () => {
      throw new AwsError("OperationNotPermitted", "The instance may not be terminated.");
    },
  });
  const base = stopFor("PT5M");
  const id = await launch(fake, {
    targets: base.targets,
    actions: {
      ...base.actions,
      breathe: { actionId: "aws:fis:wait", parameters: { duration: "PT1M" } },
      kill: { actionId: "aws:ec2:terminate-instances", targets: { Instances: "web" }, startAfter: ["breathe"] },
      never: { actionId: "aws:fis:wait", parameters: { duration: "PT1M" }, startAfter: ["kill"] },
    },
  });
  await fake.clock.advance(minutes(2));
  const end = await look(fake, id);
  expect(end.state).toEqual({
    status: "failed",
    reason: "The instance may not be terminated. (OperationNotPermitted)",
    error: { code: "DependentServiceFailure", location: "actions.kill", accountId: ACCOUNT },
  });
  expect(Object.fromEntries(Object.entries(end.actions).map(([name, { state }]) => [name, state.status]))).toEqual({
    stop: "stopped",
    breathe: "completed",
    kill: "failed",
    never: "cancelled",
  });
  expect(on.get("i-1")).toBe(true);
});

test("a role that may not describe its targets cannot find them", async () => {
  const fake = fakeCloud(power("i-1").answers, { denied: () => ["ec2:DescribeInstances"] });
  const id = await launch(fake, stopFor("PT5M"));
  await fake.clock.advance(1);
  expect((await look(fake, id)).state).toMatchObject({
    status: "failed",
    error: { code: "AuthorizationFailure", location: "targets.web" },
  });
  expect(fake.seen.some(({ operation }) => operation === "StopInstances")).toBe(false);
});

test("a role that cannot be assumed fails the experiment with AuthorizationFailure", async () => {
  const fake = fakeCloud({
    "sts:AssumeRole": () => {
      throw new AwsError("AccessDenied", "not authorized to perform: sts:AssumeRole", 403);
    },
  });
  const id = await launch(fake);
  await fake.clock.advance(1);
  expect((await look(fake, id)).state).toMatchObject({ status: "failed", error: { code: "AuthorizationFailure", location: "roleArn" } });
});

describe("targets that are not there", () => {
  const none = { "ec2:DescribeInstances": () => ({ Reservations: [] }), "ec2:StopInstances": () => ({}) };
  const byArn = { web: { resourceType: "aws:ec2:instance", resourceArns: [arnOf("i-9")], selectionMode: "ALL" } };
  const skip = { experimentOptions: { emptyTargetResolutionMode: "skip" } };

  test("an empty set fails the experiment in mode fail", async () => {
    const fake = fakeCloud(none);
    const id = await launch(fake, stopFor("PT5M"));
    await fake.clock.advance(1);
    expect((await look(fake, id)).state).toEqual({
      status: "failed",
      reason: "Target resolution returned empty set",
      error: { code: "InvalidTarget", location: "targets.web", accountId: ACCOUNT },
    });
  });

  test("an empty set skips its actions in mode skip, and the experiment completes", async () => {
    const fake = fakeCloud(none);
    const id = await launch(fake, stopFor("PT5M", skip));
    await fake.clock.advance(1);
    const end = await look(fake, id);
    expect([end.state.status, end.actions.stop?.state.status]).toEqual(["completed", "skipped"]);
  });

  test("an ARN that names nothing fails the experiment in mode skip too", async () => {
    const fake = fakeCloud(none);
    const id = await launch(fake, stopFor("PT5M", { ...skip, targets: byArn }));
    await fake.clock.advance(1);
    expect((await look(fake, id)).state).toMatchObject({ status: "failed", error: { code: "InvalidTarget" } });
  });
});

test("skip-all resolves the targets and runs nothing", async () => {
  const { on, answers } = power("i-1");
  const fake = fakeCloud(answers);
  const id = await launch(fake, stopFor("PT5M"), { experimentOptions: { actionsMode: "skip-all" } });
  await fake.clock.advance(1);
  const end = await look(fake, id);
  expect([end.state.status, end.actions.stop?.state.status]).toEqual(["completed", "skipped"]);
  expect(on.get("i-1")).toBe(true);
  expect(await fake.call("ListExperimentResolvedTargets", { experimentId: id })).toMatchObject({
    resolvedTargets: [{ resourceType: "aws:ec2:instance", targetName: "web", targetInformation: { arn: arnOf("i-1") } }],
  });
});

describe("stop conditions", () => {
  const alarm = `arn:aws:cloudwatch:${REGION}:${ACCOUNT}:alarm:errors`;
  const guarded = (duration = "PT5M") => stopFor(duration, { stopConditions: [{ source: "aws:cloudwatch:alarm", value: alarm }] });
  const inState = (state: string) => ({
    "cloudwatch:DescribeAlarms": () => ({ CompositeAlarms: [{ AlarmArn: alarm, StateValue: state }] }),
  });
  const goes = (state: string, alarmArn = alarm) => ({
    scope: SCOPE,
    alarmName: "errors",
    alarmArn,
    state,
    previous: "OK",
    reason: "r",
    at: 0,
  });

  test("an alarm stops the experiment within two seconds, and what it did is taken back", async () => {
    const { on, answers } = power("i-1");
    const fake = fakeCloud({ ...answers, ...inState("OK") });
    const id = await launch(fake, guarded());
    await fake.clock.advance(seconds(10));
    expect(on.get("i-1")).toBe(false);
    fake.bus.emit("alarm-state-changed", goes("ALARM"));
    await fake.clock.advance(seconds(2));
    expect((await look(fake, id)).state).toMatchObject({ status: "stopped", reason: "Experiment halted by stop condition." });
    expect(on.get("i-1")).toBe(true);
  });

  test("other alarms and other states change nothing", async () => {
    const fake = fakeCloud({ ...power("i-1").answers, ...inState("OK") });
    const id = await launch(fake, guarded());
    await fake.clock.advance(seconds(10));
    fake.bus.emit("alarm-state-changed", goes("INSUFFICIENT_DATA"));
    fake.bus.emit("alarm-state-changed", goes("ALARM", `${alarm}-other`));
    await fake.clock.advance(seconds(5));
    expect((await look(fake, id)).state.status).toBe("running");
    fake.fis.stop?.();
  });

  test("an alarm that is on already lets no action start", async () => {
    const { on, answers } = power("i-1");
    const fake = fakeCloud({ ...answers, ...inState("ALARM") });
    const id = await launch(fake, guarded());
    await fake.clock.advance(1);
    expect((await look(fake, id)).state).toMatchObject({ status: "stopped", reason: "Experiment halted by stop condition." });
    expect(on.get("i-1")).toBe(true);
  });

  test("an alarm that does not exist fails the experiment", async () => {
    const fake = fakeCloud({ "cloudwatch:DescribeAlarms": () => ({}) });
    const id = await launch(fake, guarded());
    await fake.clock.advance(1);
    expect((await look(fake, id)).state).toMatchObject({
      status: "failed",
      error: { code: "ConfigurationFailure", location: "stopConditions" },
    });
  });
});

describe("the safety lever", () => {
  const lever = (fake: ReturnType<typeof fakeCloud>, status: string, reason = "drill") =>
    fake.call<{ safetyLever: { state: { status: string; reason: string } } }>("UpdateSafetyLeverState", {
      id: "default",
      state: { status, reason },
    });

  test("engaging stops what runs and cancels what is started after", async () => {
    const { on, answers } = power("i-1");
    const fake = fakeCloud(answers);
    const id = await launch(fake, stopFor("PT5M"));
    await fake.clock.advance(seconds(10));
    expect((await lever(fake, "engaged")).safetyLever.state).toEqual({ status: "engaging", reason: "drill" });
    await expect(lever(fake, "disengaged")).rejects.toMatchObject({ code: "ConflictException" });
    await fake.clock.advance(1);
    expect((await look(fake, id)).state.status).toBe("stopped");
    expect(on.get("i-1")).toBe(true);
    expect(await fake.call("GetSafetyLever", { id: "default" })).toMatchObject({
      safetyLever: { arn: `arn:aws:fis:${REGION}:${ACCOUNT}:safety-lever/default`, state: { status: "engaged" } },
    });
    const late = await launch(fake, stopFor("PT5M"));
    expect((await look(fake, late)).state.status).toBe("cancelled");
  });

  test("its reason does not change without its status, and it can be let go", async () => {
    const fake = fakeCloud();
    expect((await lever(fake, "engaged")).safetyLever.state.status).toBe("engaged");
    await expect(lever(fake, "engaged", "another reason")).rejects.toMatchObject({ code: "ConflictException" });
    expect((await lever(fake, "disengaged")).safetyLever.state.status).toBe("disengaged");
    const id = await launch(fake);
    await fake.clock.advance(minutes(2));
    expect((await look(fake, id)).state.status).toBe("completed");
  });
});

describe("the experiment log", () => {
  const group = `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:/fis:*`;
  const logged = { logConfiguration: { logSchemaVersion: 2, cloudWatchLogsConfiguration: { logGroupArn: group } } };
  /** CloudWatch Logs itself, beside the services that the test plays. */
  function logs(fake: ReturnType<typeof fakeCloud>) {
    const call = { service: "logs" as const, accountId: ACCOUNT, region: REGION, principal: ROOT, requestId: "r" };
    const service = logsService(fake.cloud);
    const ask = (operation: string, input: object) =>
      service.operations[operation]?.(input, { ...call, operation }) as { events?: { message: string }[] };
    ask("CreateLogGroup", { logGroupName: "/fis" });
    const lines = (id: string) =>
      (ask("GetLogEvents", { logGroupName: "/fis", logStreamName: `/aws/fis/${id}`, startFromHead: true }).events ?? []).map(
        ({ message }) => JSON.parse(message),
      );
    return lines;
  }

  test("its records tell the run in the words of schema version 2", async () => {
    const fake = fakeCloud(power("i-1").answers);
    const lines = logs(fake);
    const id = await launch(fake, stopFor("PT1M", logged));
    await fake.clock.advance(minutes(2));
    expect(lines(id).map((line) => line.log_type)).toEqual([
      "experiment-start",
      "target-resolution-start",
      "target-resolution-detail",
      "target-resolution-end",
      "action-start",
      "action-end",
      "experiment-end",
    ]);
    expect(lines(id)[3]).toMatchObject({
      id,
      version: "2",
      details: { target_name: "web", target_type: "aws:ec2:instance", resolved_targets: [{ arn: arnOf("i-1") }], page: 1, total_pages: 1 },
    });
    expect(lines(id)[6]).toMatchObject({ details: { experiment_state: { status: "completed", reason: "Experiment completed." } } });
  });

  test("a log group that does not exist fails the start", async () => {
    const fake = fakeCloud();
    const id = await launch(fake, logged);
    await fake.clock.advance(1);
    expect((await look(fake, id)).state).toMatchObject({
      status: "failed",
      error: { code: "ConfigurationFailure", location: "logConfiguration" },
    });
  });

  test("a role without logs:CreateLogDelivery does not start, in AWS's words", async () => {
    const fake = fakeCloud({}, { denied: () => ["logs:CreateLogDelivery"] });
    const id = await launch(fake, logged);
    await fake.clock.advance(1);
    expect((await look(fake, id)).state).toMatchObject({
      status: "failed",
      reason: `Role "arn:aws:iam::${ACCOUNT}:role/chaos" does not have sufficient privileges to perform logs:CreateLogDelivery.`,
    });
  });
});

test("an action without an effect in the sandbox takes its time and says so", async () => {
  const fake = fakeCloud({ "iam:GetRole": ({ RoleName }) => ({ Role: { Arn: `arn:aws:iam::${ACCOUNT}:role/${RoleName}` } }) });
  const id = await launch(fake, {
    targets: { r: { resourceType: "aws:iam:role", resourceArns: [`arn:aws:iam::${ACCOUNT}:role/app`], selectionMode: "ALL" } },
    actions: {
      throttle: {
        actionId: "aws:fis:inject-api-throttle-error",
        parameters: { duration: "PT1M", service: "ec2", percentage: "50", operations: "RunInstances" },
        targets: { Roles: "r" },
      },
    },
  });
  await fake.clock.advance(seconds(30));
  expect((await look(fake, id)).state.status).toBe("running");
  await fake.clock.advance(seconds(31));
  const end = await look(fake, id);
  expect(end.state.status).toBe("completed");
  expect(end.actions.throttle?.state).toEqual({ status: "completed", reason: "Not simulated by the Faultline sandbox." });
});

test("with several accounts each is reached by its own role, and a stop reaches them all", async () => {
  const other = "210987654321";
  const touched: string[] = [];
  const fake = fakeCloud({
    "ec2:DescribeInstances": (_input, { accountId }) => ({
      Reservations: [{ Instances: [instance(`i-${accountId}`, { State: { Name: "stopped" } })] }],
    }),
    "ec2:StopInstances": (_input, { accountId, principal }) => touched.push(`stop ${accountId} ${principal.arn}`),
    "ec2:StartInstances": (_input, { accountId }) => touched.push(`start ${accountId}`),
  });
  const { experimentTemplate } = await fake.call<{ experimentTemplate: { id: string } }>(
    "CreateExperimentTemplate",
    template({ ...stopFor("PT5M"), experimentOptions: { accountTargeting: "multi-account" } }),
  );
  for (const accountId of [ACCOUNT, other]) {
    const roleArn = `arn:aws:iam::${accountId}:role/reach`;
    await fake.call("CreateTargetAccountConfiguration", { experimentTemplateId: experimentTemplate.id, accountId, roleArn });
  }
  const { experiment } = await fake.call<View>("StartExperiment", { experimentTemplateId: experimentTemplate.id });
  await settle(fake);
  expect(touched).toEqual([ACCOUNT, other].map((account) => `stop ${account} arn:aws:sts::${account}:assumed-role/reach`));
  expect(fake.seen.filter(({ operation }) => operation === "AssumeRole").map(({ input, by }) => [by, input.ExternalId])).toEqual([
    ["service", undefined],
    ["role", experiment.arn],
    ["role", experiment.arn],
  ]);
  await fake.call("StopExperiment", { id: experiment.id });
  await settle(fake);
  expect(touched.slice(2).sort()).toEqual([`start ${ACCOUNT}`, `start ${other}`]);
  expect((await look(fake, experiment.id)).state.status).toBe("stopped");
});

test("a restart fails what was running and starts the instances again", async () => {
  const { on, answers } = power("i-1");
  const first = fakeCloud(answers);
  const id = await launch(first, stopFor("PT5M"));
  await first.clock.advance(seconds(10));
  first.fis.stop?.();
  expect(on.get("i-1")).toBe(false);
  const second = fakeCloud(answers, { state: reread(first.state) });
  await second.fis.start?.();
  await second.clock.advance(1);
  expect((await look(second, id)).state).toMatchObject({ status: "failed", error: { code: "InternalFailure" } });
  expect(on.get("i-1")).toBe(true);
  second.fis.stop?.();
});

const reread = (state: State): State => {
  const Made = state.constructor as new () => State;
  const copy = new Made();
  copy.load(JSON.parse(JSON.stringify(state)));
  return copy;
};

test("whenever it is stopped, instances are on, faults are gone and the state is terminal", async () => {
  const group = `arn:aws:autoscaling:${REGION}:${ACCOUNT}:autoScalingGroup:1:autoScalingGroupName/web`;
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 0, max: 400 }),
      fc.constantFrom("user", "lever", "alarm", "nobody"),
      fc.constantFrom([], ["b"]),
      async (at, who, after) => {
        const { on, answers } = power("i-1", "i-2");
        const alarm = `arn:aws:cloudwatch:${REGION}:${ACCOUNT}:alarm:a`;
        const fake = fakeCloud({
          ...answers,
          "cloudwatch:DescribeAlarms": () => ({ MetricAlarms: [{ AlarmArn: alarm, StateValue: "OK" }] }),
          "autoscaling:DescribeAutoScalingGroups": () => ({ AutoScalingGroups: [{ AutoScalingGroupARN: group }] }),
        });
        const base = stopFor("PT2M");
        const id = await launch(fake, {
          stopConditions: [{ source: "aws:cloudwatch:alarm", value: alarm }],
          targets: { ...base.targets, asg: { resourceType: "aws:ec2:autoscaling-group", resourceArns: [group], selectionMode: "ALL" } },
          actions: {
            a: { ...base.actions.stop, startAfter: after },
            b: {
              actionId: "aws:ec2:asg-insufficient-instance-capacity-error",
              parameters: { duration: "PT3M", availabilityZoneIdentifiers: "us-east-1a", percentage: "50" },
              targets: { AutoScalingGroups: "asg" },
            },
          },
        });
        await fake.clock.advance(seconds(at));
        if (who === "user") await fake.call("StopExperiment", { id }).catch(() => undefined);
        if (who === "lever") await fake.call("UpdateSafetyLeverState", { id: "default", state: { status: "engaged", reason: "r" } });
        if (who === "alarm")
          fake.bus.emit("alarm-state-changed", {
            scope: SCOPE,
            alarmName: "a",
            alarmArn: alarm,
            state: "ALARM",
            previous: "OK",
            reason: "",
            at: 0,
          });
        await fake.clock.advance(who === "nobody" ? minutes(10) : seconds(3));
        expect(["completed", "stopped"]).toContain((await look(fake, id)).state.status);
        expect([...on.values()]).toEqual([true, true]);
        expect(fake.cloud.capacityFaults.size).toBe(0);
      },
    ),
    { numRuns: 60 },
  );
});
