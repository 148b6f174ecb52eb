import { cpSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { folder } from "../cli/faultline";
import { toldOf } from "../provision/changes";
import { compileTree, prepared } from "./prepared";
import { attached, linked } from "./project";
import { Pulumi, withPulumi } from "./pulumi";

const PROVISION = join(__dirname, "../provision");

/** The program of the recorded changes, compiled, with the package as it is installed where the sources are. */
async function program(): Promise<string> {
  const dir = linked(folder());
  symlinkSync(join(await prepared(), "dist/src"), join(dir, "src"));
  cpSync(join(PROVISION, "programs"), join(dir, "test/provision/programs"), { recursive: true });
  const project = join(dir, "test/provision/programs/changes");
  compileTree(join(dir, "test/provision/programs"), join(project, "Pulumi.yaml"));
  return project;
}

withPulumi("what a change does", () => {
  let before: Pulumi;

  beforeAll(async () => {
    const cloud = await attached();
    before = new Pulumi(await program(), "test", cloud.env);
    await before.init();
    await before.done("up");
  });

  test("an orchestrator renamed with an alias keeps all that it has; only the dashboard, whose name holds the orchestrator's, is another", async () => {
    const { steps } = await before.with({ RENAMED: "true" }).done("preview");
    expect(toldOf(steps).filter((line) => !line.includes(": update "))).toEqual([
      "o-renamed: replace aws:cloudwatch/dashboard:Dashboard (dashboardName)",
    ]);
  });

  test("is by Pulumi's own engine what is recorded from ours, replacements that an option asks for with them", async () => {
    const { steps } = await before.with({ CHANGED: "true" }).done("preview");
    const recorded = readFileSync(join(PROVISION, "golden/changes.txt"), "utf8").trimEnd().split("\n");
    expect(toldOf(steps)).toEqual(recorded);
  });
});
