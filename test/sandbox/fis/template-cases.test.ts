import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fisService } from "../../../src/sandbox/fis";
import type { Sandbox } from "../../../src/sandbox/kernel/start";
import { sandbox } from "../support";
import { raw } from "./wire";

const folder = join(__dirname, "../../../../shared/cases/fis-templates");
const there = existsSync(join(folder, "INDEX.json"));
const cases = there
  ? (JSON.parse(readFileSync(join(folder, "INDEX.json"), "utf8")) as { file: string; expected: string; why: string[] }[])
  : [{ file: "(the folder of published templates is absent)", expected: "skip", why: [] }];

describe("published experiment templates", () => {
  let world: Sandbox;
  beforeAll(async () => {
    world = await sandbox({ services: [fisService] });
  });

  (there ? test : test.skip).each(cases.map((one) => [one.file, one.expected, one.why] as const))("%s: %s", async (file, expected, why) => {
    const input = JSON.parse(readFileSync(join(folder, file), "utf8")) as object;
    const reply = await raw<{ experimentTemplate: { id: string } }>(world, "CreateExperimentTemplate", { clientToken: file, ...input });
    if (expected === "reject") {
      expect(why.length).toBeGreaterThan(0);
      expect(reply).toMatchObject({
        status: expect.any(Number),
        error: expect.stringMatching(/^(ValidationException|ResourceNotFoundException|SerializationException)/),
      });
    } else {
      expect(reply).toMatchObject({ status: 200, body: { experimentTemplate: { id: expect.stringMatching(/^EXT/) } } });
    }
  });
});
