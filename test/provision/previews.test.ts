import { readdirSync } from "node:fs";
import { join } from "node:path";
import { awsProvider } from "../../src/rehearsal";
import { evaluate } from "../../src/rehearsal/engine/evaluate";
import type { Registration } from "../../src/rehearsal/engine/registration";
import { toldOf } from "./changes";
import { recorded } from "./golden";
import { deployed, type Operation, planned } from "./planned";

const ROOT = join(__dirname, "../..");
const STACKS = readdirSync(join(ROOT, "stacks")).flatMap((file) => /^Pulumi\.(.+)\.yaml$/.exec(file)?.[1] ?? []);

/** `create aws:iam/role:Role orders (in workload)` */
function listed(registrations: readonly Registration[]): readonly string[] {
  const names = new Map(registrations.map(({ urn, name, kind }) => [urn, kind === "stack" ? "" : name]));
  const parent = (urn: string | undefined) => (urn && names.get(urn) ? ` (in ${names.get(urn)})` : "");
  return registrations
    .filter(({ kind }) => kind !== "stack")
    .map((item) => `create ${item.type} ${item.name}${parent(item.parent)}`)
    .sort();
}

describe("the first preview of", () => {
  test.each(STACKS)("the stack %s makes what is recorded, each under its parent", async (stack) => {
    const provider = awsProvider({});
    const evaluation = await evaluate({ programDir: ROOT, stack, provider, env: process.env, preview: true, assume: true });
    evaluation.close();
    expect(evaluation.failures).toEqual([]);
    const now = listed(evaluation.registrations);
    expect(now).toEqual(recorded(`preview-${stack}.txt`, now));
  }, 180_000);
});

describe("a change", () => {
  const program = { programDir: join(__dirname, "programs/changes"), stack: "test" };
  let operations: readonly Operation[];

  beforeAll(async () => {
    const before = await deployed({ ...program, env: process.env });
    expect(await planned({ ...program, env: process.env }, before)).toEqual([]);
    operations = await planned({ ...program, env: { ...process.env, CHANGED: "true" } }, before);
  }, 300_000);

  test("of one thing does to its experiment or orchestrator what is recorded, to the others nothing", () => {
    expect(toldOf(operations)).toEqual(recorded("changes.txt", toldOf(operations)));
  });

  test("replaces only templates, for tags and the targeting of accounts, and what AWS itself cannot change", () => {
    const replaced = operations.filter(({ op }) => op === "replace").map(({ name, type }) => `${name} ${type}`);
    const template = "aws:fis/experimentTemplate:ExperimentTemplate";
    expect(replaced.sort()).toEqual([`account-targeting ${template}`, `tags ${template}`]);
  });

  test("deletes nothing but what was taken out of the program", () => {
    const deleted = operations.filter(({ op }) => op === "delete").map(({ name }) => name);
    for (const name of deleted) expect(name).toMatch(/^(renamed-before|guard-renamed-errors|o-experiments-)/);
  });
});
