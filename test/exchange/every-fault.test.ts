import fc from "fast-check";
import { programOf, readExperiments } from "../../src/exchange";
import { exportedAs } from "../../src/exchange/export/filled";
import { asWritten, fisTemplate } from "../../src/exchange/template";
import type { Fault, Selection } from "../../src/faults";
import { every } from "../faults/every";
import { diagnose } from "../house/typescript";
import { requestIn, withoutEmptyMaps } from "./programs";

const ROLE = "arn:aws:iam::123456789012:role/fis";
const REGION = "eu-west-1";
const name = fc.stringMatching(/^[A-Za-z][A-Za-z0-9_-]{0,20}$/);
const word = fc.string({ minLength: 1, maxLength: 40 }).filter((text) => text.trim() !== "" && !/[⟦{]/.test(text));
const select: fc.Arbitrary<Selection> = fc.oneof(
  fc.constant<Selection>("all"),
  fc.integer({ min: 1, max: 40 }).map((count): Selection => `${count} of them`),
  fc.integer({ min: 1, max: 100 }).map((percent): Selection => `${percent}%`),
);

/** A fault of any function, with its own words, selection and spelling. */
const fault = fc
  .record({ of: fc.constantFrom(...Object.values(every)), description: fc.option(word, { nil: undefined }), select, tag: word })
  .map(
    ({ of, description, select: chosen, tag }): Fault => ({
      ...of,
      targets: Object.fromEntries(
        Object.entries(of.targets).map(([key, target]) => [
          key,
          {
            ...target,
            ...(target.tags ? { tags: { ...target.tags, More: tag } } : {}),
            select: target.resourceType === "aws:eks:cluster" ? target.select : chosen,
          },
        ]),
      ),
      ...(description === undefined ? {} : { description }),
    }),
  );

const template = fc
  .record({
    faults: fc.dictionary(name, fault, { minKeys: 1, maxKeys: 6, noNullPrototype: true }),
    description: word,
    tags: fc.dictionary(name, word, { minKeys: 1, maxKeys: 3, noNullPrototype: true }),
    stopConditions: fc.constantFrom("none" as const, ["arn:aws:cloudwatch:eu-west-1:123456789012:alarm:a"]),
    emptyTargets: fc.constantFrom("fail" as const, "skip" as const, undefined),
  })
  .map(({ faults, emptyTargets, ...rest }) => {
    const names = Object.keys(faults);
    const ordered = Object.fromEntries(
      Object.entries(faults).map(([key, one], index) => [key, index > 0 ? { ...one, after: [names[index - 1] ?? ""] } : one]),
    );
    const empty = emptyTargets === undefined ? {} : { emptyTargets };
    return fisTemplate({ ...rest, ...empty, role: ROLE, region: REGION, faults: ordered });
  });

function imported(request: unknown) {
  const text = JSON.stringify(request);
  return programOf("any.json", readExperiments("any.json", text).templates, []);
}

test("whatever can be written with the functions comes back equal from import and export, by the function that made it", () => {
  fc.assert(
    fc.property(template, ({ request }) => {
      const { text, imported: told } = imported(request);
      expect(withoutEmptyMaps(requestIn(text))).toEqual(withoutEmptyMaps(request));
      expect(told.flatMap(({ actions }) => actions.filter(({ by }) => by === "fault.raw"))).toEqual([]);
    }),
    { numRuns: 60 },
  );
});

test.each(["cloudformation", "terraform"] as const)("as %s, too", (format) => {
  fc.assert(
    fc.property(template, ({ request }) => {
      const foreign = JSON.stringify(exportedAs(format, [{ name: "one", request, open: [] }]));
      const { templates, findings } = readExperiments("any.tf.json", foreign);
      expect(findings).toEqual([]);
      const { text } = programOf("any.json", templates, []);
      expect(withoutEmptyMaps(requestIn(text))).toEqual(withoutEmptyMaps(request));
    }),
    { numRuns: 40 },
  );
});

const programs = Object.fromEntries(
  Object.entries(every).map(([key, one]) => {
    const { request } = fisTemplate({ description: "one", role: ROLE, region: REGION, stopConditions: "none", faults: { one } });
    return [key, imported(request)] as const;
  }),
);

test("the program of every fault type-checks and says it with its own function", () => {
  const said = diagnose(Object.fromEntries(Object.entries(programs).map(([key, { text }]) => [`imported/${key}.ts`, text])));
  expect(Object.entries(said).filter(([, messages]) => messages.length > 0)).toEqual([]);
  expect(Object.entries(programs).filter(([, { text }]) => /fault\.raw|asWritten/.test(text))).toEqual([]);
});

test("a text that means something else than the options is refused", () => {
  const { hostCpu } = every;
  if (!hostCpu) throw new Error("there is no such fault");
  expect(asWritten(hostCpu, { documentParameters: '{ "DurationSeconds": 300 }' }).parameters.documentParameters).toBe(
    '{ "DurationSeconds": 300 }',
  );
  expect(() => asWritten(hostCpu, { documentParameters: '{"DurationSeconds":"60"}' })).toThrow(/another-meaning/);
  expect(() => asWritten(hostCpu, { duration: "PT1H" })).toThrow(/another-meaning/);
});
