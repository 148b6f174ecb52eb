import type { FaultInjector } from "../../src/run";

/** A fault injector under test, with a template whose experiment lasts until it is stopped. */
export interface InjectorUnderTest {
  readonly injector: FaultInjector;
  readonly templateId: string;
  /** Names of the template's actions. */
  readonly actions: readonly string[];
  /** Lets so much of the injector's time pass. */
  readonly pass: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** What a run relies on in every fault injector. */
export function faultInjectorContract(open: () => Promise<InjectorUnderTest>): void {
  let on: InjectorUnderTest;
  beforeEach(async () => {
    on = await open();
  });
  afterEach(() => on.close());

  const start = (clientToken = "token-1", run = "run-1") =>
    on.injector.start({ templateId: on.templateId, clientToken, tags: { "faultline:run": run } });
  const begun = async (clientToken?: string, run?: string) => {
    const answer = await start(clientToken, run);
    if (!answer.ok) throw new Error(`${answer.code}: ${answer.message}`);
    return answer.id;
  };
  const until = async (id: string, ...statuses: string[]) => {
    for (let turn = 0; turn < 400; turn++) {
      const seen = await on.injector.observe(id);
      if (statuses.includes(seen.status)) return seen;
      await on.pass();
    }
    throw new Error(`${id} did not become ${statuses.join(" or ")}`);
  };

  test("a template is told with its role, conditions and actions; an unknown one is undefined", async () => {
    const template = await on.injector.template(on.templateId);
    expect(template).toMatchObject({ id: on.templateId, emptyTargets: "fail", roleArn: expect.stringContaining(":role/") });
    expect(Object.keys(template?.actions ?? {})).toEqual(on.actions);
  });

  test("the same token gives the same experiment, another token another", async () => {
    const first = await begun("token-1");
    expect(await begun("token-1")).toBe(first);
    expect(await begun("token-2", "run-2")).not.toBe(first);
  });

  test("an experiment is found by its tag, in whatever state; an unknown tag finds none", async () => {
    expect(await on.injector.findByTag("faultline:run", "run-1")).toBeUndefined();
    const id = await begun();
    expect(await on.injector.findByTag("faultline:run", "run-1")).toMatchObject({ id });
    expect(await on.injector.findByTag("faultline:run", "run-9")).toBeUndefined();
    await until(id, "running");
    await on.injector.stop(id);
    await until(id, "stopped");
    expect(await on.injector.findByTag("faultline:run", "run-1")).toMatchObject({ id });
  });

  test("an experiment runs, is active, is stopped, and is active no more; to stop it again is no error", async () => {
    const id = await begun();
    const running = await until(id, "running");
    expect(running).toMatchObject({ errorCode: null, endedAt: null });
    expect(running.startedAt).not.toBeNull();
    expect(Object.keys(running.actions)).toEqual(on.actions);
    expect((await on.injector.activeExperiments()).find((active) => active.id === id)).toMatchObject({
      id,
      templateId: expect.stringMatching(/^EXT/),
    });
    await on.injector.stop(id);
    const stopped = await until(id, "stopped");
    expect(stopped.endedAt).not.toBeNull();
    expect((await on.injector.activeExperiments()).map((active) => active.id)).not.toContain(id);
    await expect(on.injector.stop(id)).resolves.toBeUndefined();
  });

  test("the targets that were chosen are told with the name of the plan's target", async () => {
    const id = await begun();
    await until(id, "running");
    for (let turn = 0; turn < 100; turn++) {
      const targets = await on.injector.resolvedTargets(id);
      if (targets.length > 0) return expect(targets).toMatchObject([{ target: "oneZone", resourceType: "aws:ec2:instance" }]);
      await on.pass();
    }
    throw new Error("no targets were told");
  });

  test("the engaged lever stops what runs and cancels what starts; to engage it again is no error", async () => {
    const id = await begun();
    await until(id, "running");
    expect(await on.injector.safetyLever()).toBe("disengaged");
    await on.injector.engageSafetyLever("a test");
    expect((await until(id, "stopped", "cancelled")).status).toBe("stopped");
    for (let turn = 0; turn < 100 && (await on.injector.safetyLever()) !== "engaged"; turn++) await on.pass();
    expect(await on.injector.safetyLever()).toBe("engaged");
    await expect(on.injector.engageSafetyLever("a test")).resolves.toBeUndefined();
    const late = await begun("token-3", "run-3");
    expect((await until(late, "cancelled")).status).toBe("cancelled");
  });

  test("a start that is refused is a value with its code, and an experiment that does not exist cannot be observed", async () => {
    expect(await on.injector.start({ templateId: "EXTnothing", clientToken: "x", tags: {} })).toMatchObject({
      ok: false,
      code: "ResourceNotFoundException",
      retryable: false,
    });
    await expect(on.injector.observe("EXPnothing")).rejects.toThrow();
  });
}
