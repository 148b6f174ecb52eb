import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Manifest } from "../../src/experiment";
import type { Properties } from "../../src/rehearsal/contract";
import { hashOf } from "../../src/words";
import { faultline, folder } from "../cli/faultline";
import { toldOf } from "./changes";
import { recorded } from "./golden";
import { planned, type State } from "./planned";

/** What the program `kept` was deployed as by the first Faultline that had an Orchestrator. */
const older = JSON.parse(readFileSync(join(__dirname, "golden/state-of-an-older-version.json"), "utf8")) as {
  readonly manifests: { readonly loss: Manifest };
  /** Outputs that say the same as an input are left out. */
  readonly resources: readonly { readonly urn: string; readonly id: string; readonly inputs: Properties; readonly outputs: Properties }[];
};

const state: State = new Map(
  older.resources.map(({ urn, id, inputs, outputs }) => {
    const [, , types = "", name = ""] = urn.split("::");
    return [urn, { urn, type: types.split("$").at(-1) ?? "", name, id, inputs, outputs: { ...inputs, ...outputs } }];
  }),
);

describe("what an older version deployed, updated by this one", () => {
  test("replaces nothing and deletes nothing; what is new in this version is changed in place, and recorded", async () => {
    const program = { programDir: join(__dirname, "programs/kept"), stack: "test", env: process.env };
    const operations = await planned(program, state);
    expect(operations.filter(({ op }) => op === "replace" || op === "delete")).toEqual([]);
    expect(toldOf(operations)).toEqual(recorded("update-of-an-older-version.txt", toldOf(operations)));
  }, 180_000);
});

describe("a Manifest that an older version published", () => {
  const manifests = (change: object) => folder({ "manifests.json": JSON.stringify({ loss: { ...older.manifests.loss, ...change } }) });
  const plan = (dir: string) => faultline(["plan", "--manifests", join(dir, "manifests.json")]);

  test("is read as it is, and its plan is still the one that its hash is of", async () => {
    const { hash, ...rest } = older.manifests.loss.plan;
    expect(hashOf(rest)).toBe(hash);
    const { code, stdout } = await plan(manifests({}));
    expect({ code, named: stdout.includes(hash.slice(0, 12)) }).toEqual({ code: 0, named: true });
  }, 60_000);

  test.each([0, 2, undefined])("of version %p is refused by name, with what to do, before anything is done with it", async (version) => {
    const { code, stderr } = await plan(manifests({ version }));
    expect(code).toBe(2);
    expect(stderr).toContain(`"loss" has version ${version}, this Faultline reads version 1`);
    expect(stderr).toContain("run `pulumi up` with this version of Faultline");
  }, 60_000);
});
