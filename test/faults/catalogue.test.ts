import { readdirSync } from "node:fs";
import { join } from "node:path";
import * as faults from "../../src/faults";
import { catalogue, type FaultFacts } from "../../src/faults";

const FOLDER = join(__dirname, "..", "..", "src", "faults");

/** Every module of a fault: `<service>/<fault>.ts`. */
const modules = readdirSync(FOLDER, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .flatMap(({ name: service }) =>
    readdirSync(join(FOLDER, service))
      .filter((file) => file.endsWith(".ts"))
      .map((file): [string, Record<string, unknown>] => [`${service}/${file}`, require(join(FOLDER, service, file))]),
  );

const factsIn = (module: Record<string, unknown>) =>
  Object.entries(module)
    .filter(([name]) => name.endsWith("Facts"))
    .map(([, facts]) => facts as FaultFacts);

/** The functions in the tables that authors use, also those in a table within a table. */
const builders = (table: object): readonly unknown[] =>
  Object.values(table).flatMap((entry: unknown) => (typeof entry === "object" && entry !== null ? builders(entry) : [entry]));
const { catalogue: _table, retiredActions: _retired, targetTypes: _types, customResourceSchemas: _schemas, ...services } = faults;
const offered = new Set<unknown>(builders(services));

/** What several faults share: files without a fault of their own. */
const shared = [
  "ebs/volumes.ts",
  "ecs/tasks.ts",
  "eks/custom-resource.ts",
  "eks/pods.ts",
  "fis/api-errors.ts",
  "lambda/functions.ts",
  "ssm/document-parameters.ts",
  "ssm/documents.ts",
  "ssm/send-command.ts",
];

test("all facts that are written down are in the table, each under its own id", () => {
  const written = modules.flatMap(([, module]) => factsIn(module));
  expect(written.map(({ actionId }) => actionId).sort()).toEqual(Object.keys(catalogue).sort());
  for (const facts of written) expect(catalogue[facts.actionId]).toBe(facts);
});

test.each(
  modules.filter(([file]) => !shared.includes(file)),
)("%s builds a fault that authors can reach by its own name", (file, module) => {
  const name = (file.split("/")[1] ?? "").replace(".ts", "").replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
  expect(module[name]).toBeInstanceOf(Function);
  expect(offered.has(module[name])).toBe(true);
});

test.each(
  Object.values(catalogue).map((facts): [string, FaultFacts] => [facts.actionId, facts]),
)("%s says what people need to know", (id, facts) => {
  expect(facts.title).not.toBe("");
  expect(facts.page).toMatch(/^https:\/\/docs\.aws\.amazon\.com\/fis\//);
  expect(facts.price).not.toBe("");
  expect(facts.readOn).toMatch(/^\d{4}-\d{2}-\d{2}$/);
  expect(facts.injectsFault).toBe(!["aws:fis:wait", "aws:cloudwatch:assert-alarm-state"].includes(id));
  // What is one blow has no duration to end it.
  if (facts.instantaneous) expect([facts.reverts, facts.parameters.duration]).toEqual(["never", undefined]);
});

test("no permission to change anything reaches everything unconditionally", () => {
  const loose = Object.values(catalogue).flatMap(({ actionId, permissions }) =>
    permissions
      .filter(({ resources, conditions }) => resources.includes("*") && conditions === undefined)
      .flatMap(({ actions }) => actions)
      .filter((action) => !/:(Describe|Get|List)/.test(action))
      .map((action) => `${actionId} ${action}`),
  );
  expect(loose).toEqual([]);
});
