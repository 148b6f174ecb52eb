import fc from "fast-check";
import { readSource } from "../../src/exchange/source";

const only = (text: string) => {
  const { documents, findings } = readSource("x", text);
  expect(findings).toEqual([]);
  const [document] = documents;
  if (!document) throw new Error("no document");
  return document;
};

test("a value has the place of its key", () => {
  const text = '{\n  "targets": {\n    "web": { "resourceType": "aws:ec2:instance" },\n    "list": ["a",\n      "b"]\n  }\n}';
  const document = only(text);
  expect(document.placeOf(["targets", "web"])).toEqual({ line: 3, column: 5 });
  expect(document.placeOf(["targets", "web", "resourceType"])).toEqual({ line: 3, column: 14 });
  expect(document.placeOf(["targets", "list", 1])).toEqual({ line: 5, column: 7 });
});

test("what is not there has the place of what is around it", () => {
  const document = only("a:\n  b: 1\n");
  expect(document.placeOf(["a", "c", "d"])).toEqual({ line: 1, column: 1 });
});

test("CloudFormation's short tags become their long forms, in every shape", () => {
  const text =
    'a: !Ref Role\nb: !GetAtt Alarm.Arn\nc: !Sub "x-Y"\nd: !Join ["-", [a, !Ref B]]\ne: !If [C, { x: 1 }, !Ref "AWS::NoValue"]\nf: !Sub\n  - "z"\n  - z: !Ref Q\ng: !Transform { Name: n }\n';
  expect(only(text).value).toEqual({
    a: { Ref: "Role" },
    b: { "Fn::GetAtt": ["Alarm", "Arn"] },
    c: { "Fn::Sub": "x-Y" },
    d: { "Fn::Join": ["-", ["a", { Ref: "B" }]] },
    e: { "Fn::If": ["C", { x: 1 }, { Ref: "AWS::NoValue" }] },
    f: { "Fn::Sub": ["z", { z: { Ref: "Q" } }] },
    g: { "Fn::Transform": { Name: "n" } },
  });
});

test("several documents are read, and a broken one does not hide the others", () => {
  const { documents, findings } = readSource("x.yaml", "a: 1\n---\nb: [\n---\nc: 3\n");
  expect(documents.map(({ value }) => value)).toContainEqual({ a: 1 });
  expect(findings[0]).toMatchObject({ severity: "error", code: "bad-syntax", file: "x.yaml" });
  expect(findings[0]?.place?.line).toBeGreaterThanOrEqual(3);
});

test("a key that is written twice is refused, in JSON too", () => {
  const { findings } = readSource("x.json", '{\n "a": 1,\n "a": 2\n}');
  expect(findings).toEqual([expect.objectContaining({ code: "bad-syntax", place: { line: 3, column: 2 } })]);
});

test.each([
  ["a comma too many", '{\n  "a": [1, 2],\n}', { line: 3, column: 1 }],
  ["a comment", '{\n  "a": 1 # one\n}', { line: 2, column: 10 }],
  ["another quote", "{\n  'a': 1\n}", { line: 2, column: 3 }],
  ["a line end in a text", '{"a": "b\n  c"}', { line: 1, column: 9 }],
])("%s is no JSON, and is refused at its place in a file of that name alone", (_, text, place) => {
  expect(readSource("x.json", text).findings).toEqual([expect.objectContaining({ severity: "error", code: "bad-syntax", place })]);
  expect(readSource("x.yaml", text).findings).toEqual([]);
});

test("an empty file says so", () => {
  expect(readSource("x", "").findings).toEqual([expect.objectContaining({ code: "empty-file" })]);
});

test("merge keys are merged, as clusters and Chaos Toolkit read them", () => {
  expect(only("base: &b { a: 1, b: 2 }\nit: { <<: *b, b: 3 }\n").value).toMatchObject({ it: { a: 1, b: 3 } });
});

test.each(["[", '{"a":', "- - ", "{{ "])("%s a hundred thousand times is refused, not followed", (open) => {
  const { documents, findings } = readSource("x", open.repeat(100_000));
  expect(documents).toEqual([]);
  expect(findings[0]).toMatchObject({ severity: "error", code: "bad-syntax" });
});

test("a text full of mistakes is told by the first of them", () => {
  const { findings } = readSource("x.yaml", "a: 'b\n".repeat(499));
  expect(findings.length).toBeLessThanOrEqual(21);
  expect(findings.at(-1)?.message).toMatch(/\d+ further places/);
});

test("whatever the text, nothing is thrown", () => {
  fc.assert(fc.property(fc.string(), (text) => void readSource("x", text)));
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom("{", "}", "[", "]", ":", "-", "!", "&", "*", "a", "\n", " ", '"', "|", "<<") }),
      (text) => void readSource("x", text),
    ),
  );
});

test("any JSON is read as JSON reads it", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const { documents, findings } = readSource("x", JSON.stringify(value));
      if (findings.length === 0) expect(JSON.stringify(documents[0]?.value)).toEqual(JSON.stringify(JSON.parse(JSON.stringify(value))));
    }),
  );
});
