import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { AwsError } from "../../../src/sandbox/kernel/error";
import { fakeCloud } from "./fake-cloud";

const folder = join(__dirname, "../../../../shared/cases/fis-templates");
const there = existsSync(join(folder, "INDEX.json"));
const cases = there
  ? (JSON.parse(readFileSync(join(folder, "INDEX.json"), "utf8")) as { file: string; expected: string; why: string[] }[])
  : [{ file: "(the folder of published templates is absent)", expected: "skip", why: [] }];

describe("published experiment templates", () => {
  (there ? test : test.skip).each(cases.map((one) => [one.file, one.expected, one.why] as const))("%s: %s", async (file, expected, why) => {
    const input = JSON.parse(readFileSync(join(folder, file), "utf8")) as object;
    const verdict = await fakeCloud()
      .call<{ experimentTemplate: { id: string } }>("CreateExperimentTemplate", input)
      .then(
        ({ experimentTemplate }) => ({ accepted: experimentTemplate.id }),
        (error: unknown) => ({ error }),
      );
    if (expected === "reject") {
      expect(why.length).toBeGreaterThan(0);
      expect(verdict).toEqual({ error: expect.any(AwsError) });
    } else {
      expect(verdict).toEqual({ accepted: expect.stringMatching(/^EXT/) });
    }
  });
});
