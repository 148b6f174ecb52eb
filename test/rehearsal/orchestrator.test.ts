import { join } from "node:path";
import type { Deployment } from "../../src/experiment";
import { awsProvider, type Evaluation, evaluate } from "../../src/rehearsal";
import { sandbox } from "../sandbox/support";

const PROGRAM = join(__dirname, "../provision/programs/orchestrated");

describe("an Orchestrator in the sandbox, made by AWS's API", () => {
  let made: Evaluation;

  beforeAll(async () => {
    const { url } = await sandbox({ speed: 600 });
    made = await evaluate({ programDir: PROGRAM, stack: "test", provider: awsProvider({ endpoint: url }), env: process.env });
  }, 120_000);
  afterAll(() => made.close());

  test("is made whole: nothing in it is inert, and no input of its resources is without effect", () => {
    expect(made.failures).toEqual([]);
    const orchestrated = made.registrations.filter(({ parent }) => parent?.includes("faultline:index:Orchestrator::chaos"));
    expect(orchestrated.length).toBeGreaterThan(30);
    expect(orchestrated.filter(({ status }) => status !== "created").map(({ type }) => type)).toEqual([]);
    expect(made.inertTypes).toEqual([]);
    expect(orchestrated.flatMap(({ type, inertInputs }) => inertInputs.map((input) => `${type} ${input}`))).toEqual([]);
  });

  test("says where everything is", () => {
    const deployment = made.outputs.faultlineOrchestrator as unknown as Deployment;
    expect(deployment).toMatchObject({
      version: 1,
      accountId: "123456789012",
      region: "eu-west-1",
      experiments: ["weekly", "asked", "nightly"],
    });
    expect(deployment.functionArn).toMatch(/^arn:aws:lambda:eu-west-1:123456789012:function:chaos-[0-9a-f]{7}:live$/);
  });
});
