import { programOf, readExperiments } from "../../src/exchange";
import { experimentOf, type FisTemplateOptions, fisTemplate, isFisTemplate, type LeftBehind } from "../../src/exchange/template";
import { compile } from "../../src/experiment";
import { ec2, lambda } from "../../src/faults";
import { isFaultlineError } from "../../src/words";
import { sound } from "../experiment/definitions";
import { evaluated } from "./programs";

const ALARM = "arn:aws:cloudwatch:us-east-1:123456789012:alarm:a";
const GROUP = "arn:aws:logs:us-east-1:123456789012:log-group:fis:*";
const faults = {
  stop: ec2.stopInstances({ instances: { tags: { Service: "web" }, select: "1 of them" }, restartAfter: "5m" }),
  terminate: ec2.terminateInstances({ instances: { tags: { Service: "web" }, select: "1 of them" }, after: ["stop"] }),
};
const plain: FisTemplateOptions = {
  description: "One may stop",
  role: "arn:aws:iam::123456789012:role/fis",
  faults,
  stopConditions: "none",
};
const { faults: _, hypothesis: __, ...own } = sound();
const made = (more: Partial<FisTemplateOptions>, rest: Partial<Parameters<typeof experimentOf>[1]> = {}) =>
  experimentOf(fisTemplate({ ...plain, ...more }), { ...own, leaving: ["role"], ...rest });

/** A value that only a deployment knows. */
const later = { apply: () => later } as unknown as string;

function refused(make: () => unknown): readonly { readonly code: string; readonly path: string; readonly remedy: string }[] {
  try {
    make();
  } catch (error) {
    if (isFaultlineError(error)) return error.details.problems ?? [];
    throw error;
  }
  return [];
}

describe("what is carried over", () => {
  test("the faults with their order, the description, the tags, the log group and what happens without targets", () => {
    const definition = made({ tags: { Team: "shop" }, logs: { logGroupArn: GROUP }, emptyTargets: "skip" });
    expect(definition).toMatchObject({
      hypothesis: "One may stop",
      faults,
      tags: { Team: "shop" },
      logs: { logGroupArn: GROUP },
      emptyTargets: "skip",
    });
    const compiled = compile("one", definition);
    if (!compiled.ok) throw new Error(JSON.stringify(compiled.problems));
    expect(compiled.value.actions.map(({ name, after }) => [name, after])).toEqual([
      ["stop", []],
      ["terminate", ["stop"]],
    ]);
  });

  test("what is said here comes before what the template says", () => {
    const logs = { retentionDays: 7 } as const;
    const definition = made(
      { tags: { Team: "shop", Stage: "test" }, logs: { logGroupArn: GROUP } },
      { hypothesis: "mine", tags: { Team: "own" }, logs },
    );
    expect(definition).toMatchObject({ hypothesis: "mine", tags: { Team: "own", Stage: "test" }, logs });
    expect(definition).not.toHaveProperty("leaving");
  });

  test("a template that nothing stops is a waiver by the owner only where there are no guards", () => {
    expect(made({})).not.toHaveProperty("guardWaiver");
    expect(made({}, { guards: {} }).guardWaiver).toEqual({ by: own.owner, reason: expect.stringContaining("no stop condition") });
    const guardWaiver = { by: "ops", reason: "a test account" };
    expect(made({}, { guards: {}, guardWaiver }).guardWaiver).toEqual(guardWaiver);
    expect(made({ stopConditions: [ALARM] }, { guards: {}, leaving: ["role", "stopConditions"] })).not.toHaveProperty("guardWaiver");
  });
});

const bucket = { bucketName: "b" };
const left: readonly (readonly [LeftBehind, Partial<FisTemplateOptions>])[] = [
  ["role", {}],
  ["stopConditions", { stopConditions: [ALARM] }],
  ["logs.bucket", { logs: { bucket } }],
  ["logs.schemaVersion", { logs: { logGroupArn: GROUP, schemaVersion: 1 } }],
  ["report", { report: { bucket } }],
  ["accountTargeting", { accountTargeting: "multi-account" }],
  ["unusedTargets", { unusedTargets: { more: { resourceType: "aws:ec2:instance", tags: { a: "b" }, select: "all" } } }],
  ["clientToken", { clientToken: "one" }],
];

test.each(left)("%s is refused where leaving does not name it, and let go where it does", (what, options) => {
  const others = (["role"] as const).filter((it) => it !== what);
  expect(refused(() => made(options, { leaving: others }))).toEqual([
    expect.objectContaining({ code: "left-behind", path: "leaving", allowed: `"${what}"`, remedy: expect.stringContaining(`"${what}"`) }),
  ]);
  expect(refused(() => made(options, { leaving: [...others, what] }))).toEqual([]);
});

test("all that would get lost is told at once", () => {
  const logs = { bucket, schemaVersion: 1 } as const;
  const all = Object.assign({}, ...left.map(([, options]) => options), { logs }) as Partial<FisTemplateOptions>;
  expect(refused(() => made(all, { leaving: [] }))).toHaveLength(left.length);
});

describe("values that only a deployment knows", () => {
  test("are refused as tags, unless they are given here: no tag gets lost", () => {
    expect(refused(() => made({ tags: { Team: later, Stage: "test" } }))).toEqual([
      expect.objectContaining({ code: "later-value", path: "tags.Team", remedy: expect.stringContaining("Team") }),
    ]);
    expect(made({ tags: { Team: later, Stage: "test" } }, { tags: { Team: "shop" } }).tags).toEqual({ Team: "shop", Stage: "test" });
  });

  test("are no hypothesis: compile asks for one", () => {
    const compiled = compile("one", made({ description: later }));
    expect(compiled.ok ? [] : compiled.problems.map(({ path }) => path)).toContain("hypothesis");
  });
});

describe("the folder of the Lambda extension, which a template of FIS does not say", () => {
  const written = JSON.stringify(
    fisTemplate({
      ...plain,
      faults: {
        slow: lambda.invocationAddDelay({
          functions: { tags: { a: "b" } },
          duration: "5m",
          delay: "2s",
          extensionFolder: "arn:aws:s3:::b/f/",
        }),
      },
    }).request,
  );

  test("is left open by import, and compile says that it has to be filled in, where, and how it looks", () => {
    const { text } = programOf("a.json", readExperiments("a.json", written).templates, []);
    expect(text).toContain('extensionFolder: ""');
    const [template] = Object.values(evaluated(text)).filter(isFisTemplate);
    if (!template) throw new Error("it exports no template");
    const compiled = compile("one", experimentOf(template, { ...own, leaving: ["role"] }));
    expect(compiled.ok ? [] : compiled.problems).toContainEqual({
      code: "not-allowed",
      path: "faults.slow.grants.extensionFolder",
      message: expect.stringMatching(/AWS_FIS_CONFIGURATION_LOCATION.*not filled in/),
      given: "",
      allowed: "arn:aws:s3:::bucket/folder/",
      remedy: "Fill it in, for example arn:aws:s3:::bucket/folder/.",
    });
  });
});
