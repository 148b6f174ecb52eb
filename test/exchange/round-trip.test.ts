import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { programOf, readExperiments } from "../../src/exchange";
import { diagnose } from "../house/typescript";
import { requestIn, withoutEmptyMaps } from "./programs";

const CASES = join(__dirname, "../../../shared/cases/fis-templates");
const isThere = existsSync(CASES);
const texts = isThere ? accepted() : [];

interface Case {
  readonly file: string;
  readonly text: string;
  readonly program: ReturnType<typeof programOf>;
}

function accepted(): readonly Case[] {
  const index = JSON.parse(readFileSync(join(CASES, "INDEX.json"), "utf8")) as readonly {
    readonly file: string;
    readonly expected: string;
  }[];
  return index
    .filter(({ expected }) => expected.startsWith("accept"))
    .map(({ file }) => {
      const text = readFileSync(join(CASES, file), "utf8");
      return { file, text, program: programOf(file, readExperiments(file, text).templates, []) };
    });
}

(isThere ? describe : describe.skip)("templates that people published", () => {
  const said = diagnose(Object.fromEntries(texts.map(({ file, program }) => [nameOf(file), program.text])));

  test("there are as many as the index names", () => expect(texts).toHaveLength(124));

  test.each(texts.map((one): [string, Case] => [one.file, one]))("%s is imported to a program that type-checks", (_, { file }) => {
    expect(said[nameOf(file)]).toEqual([]);
  });

  test.each(texts.map((one): [string, Case] => [one.file, one]))("%s, exported again, equals what it was", (_, { text, program }) => {
    expect(withoutEmptyMaps(requestIn(program.text))).toEqual(withoutEmptyMaps(JSON.parse(text)));
  });

  test("every action has its function, but those that AWS has retired", () => {
    const untyped = texts.flatMap(({ program }) =>
      program.imported.flatMap(({ actions }) => actions.filter(({ by }) => by === "fault.raw")),
    );
    expect(new Set(untyped.map(({ actionId }) => actionId))).toEqual(new Set(["aws:elasticache:interrupt-cluster-az-power"]));
  });
});

function nameOf(file: string): string {
  return `imported/${file.replace(/\W/g, "-")}.ts`;
}
