import fc from "fast-check";
import { holdsUnknown, type Plain, UNKNOWN } from "../../src/rehearsal";
import { makeUrn, nameOfUrn, splitReference, typeOfUrn } from "../../src/rehearsal/engine/urn";
import { marshalProperties, unmarshal, unmarshalProperties } from "../../src/rehearsal/engine/values";
import { withoutNulls } from "../../src/rehearsal/provider/check";
import { listChange, tagChange } from "../../src/rehearsal/provider/convert";

const SIGNATURE = "4dabf18193072939515e22adb298388d";
const secret = (value: Plain): Plain => ({ [SIGNATURE]: "1b47061264138c4ac30d75fd1eb44270", value });
const output = (value: Plain | undefined, isSecret = false): Plain => ({
  [SIGNATURE]: "d0e6a833031e9bbcd3f4e8bde6ca49a4",
  ...(value === undefined ? {} : { value }),
  secret: isSecret,
});
const plain = fc.letrec<{ value: Plain }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    fc.string(),
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(fc.string(), tie("value"), { maxKeys: 3 }),
  ),
})).value;

describe("Pulumi's markers", () => {
  test("come off and leave the value", () => {
    fc.assert(
      fc.property(plain, (value) => {
        expect(unmarshal(value)).toEqual({ value, secret: false });
        expect(unmarshal(secret(value))).toEqual({ value, secret: true });
        expect(unmarshal({ list: [secret(value)] })).toEqual({ value: { list: [value] }, secret: true });
        expect(unmarshal(output(value, true))).toEqual({ value, secret: true });
      }),
    );
  });

  test("an output value without a value is unknown", () => {
    expect(unmarshal(output(undefined))).toEqual({ value: UNKNOWN, secret: false });
  });

  test("secret properties survive the way to the provider and back", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ minLength: 1 }), plain), fc.dictionary(fc.string({ minLength: 1 }), plain), (open, closed) => {
        const sealed = Object.fromEntries(Object.entries(closed).map(([key, value]) => [key, secret(value)]));
        const { properties, secrets } = unmarshalProperties({ ...open, ...sealed });
        expect(properties).toEqual({ ...open, ...closed });
        expect([...secrets].sort()).toEqual(Object.keys(closed).sort());
        expect(marshalProperties(properties, secrets)).toEqual({ ...open, ...sealed });
      }),
    );
  });

  test("an unknown is found however deep it is", () => {
    fc.assert(
      fc.property(plain, (value) => {
        expect(holdsUnknown(value)).toBe(false);
        expect(holdsUnknown({ a: [value, { b: UNKNOWN }] })).toBe(true);
      }),
    );
  });
});

describe("URNs", () => {
  const word = fc.stringMatching(/^[a-z][a-zA-Z0-9-]{0,12}$/);

  test("hold the types of all parents below the stack", () => {
    const stack = makeUrn("dev", "shop", undefined, "pulumi:pulumi:Stack", "shop-dev");
    const component = makeUrn("dev", "shop", stack, "my:index:Net", "net");
    expect(makeUrn("dev", "shop", component, "aws:ec2/vpc:Vpc", "main")).toBe("urn:pulumi:dev::shop::my:index:Net$aws:ec2/vpc:Vpc::main");
  });

  test("give back name and type", () => {
    fc.assert(
      fc.property(word, word, word, fc.string({ minLength: 1 }), (stack, project, parent, name) => {
        const above = makeUrn(stack, project, undefined, `pkg:index:${parent}`, "above");
        const urn = makeUrn(stack, project, above, "aws:ec2/vpc:Vpc", name);
        expect(typeOfUrn(urn)).toBe("aws:ec2/vpc:Vpc");
        expect(nameOfUrn(urn)).toBe(name);
        expect(splitReference(`${urn}::id-1`)).toEqual({ urn, id: "id-1" });
      }),
    );
  });
});

describe("changes", () => {
  const tags = fc.dictionary(fc.string({ minLength: 1 }), fc.string());

  test("old tags become the new ones", () => {
    fc.assert(
      fc.property(tags, tags, (olds, news) => {
        const { set, unset } = tagChange(olds, news);
        const after: Record<string, string> = { ...olds, ...set };
        for (const key of unset) delete after[key];
        expect(after).toEqual(news);
      }),
    );
  });

  test("equal lists have no change, and what is added was not there", () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.string()), fc.uniqueArray(fc.string()), (olds, news) => {
        const { added, removed } = listChange(olds, news);
        expect(new Set([...olds.filter((item) => !removed.includes(item)), ...added])).toEqual(new Set(news));
        expect(listChange(olds, [...olds].reverse())).toEqual({ added: [], removed: [] });
      }),
    );
  });

  test("null members count as not given, at every depth", () => {
    const hasNull = (value: Plain): boolean =>
      value === null || (typeof value === "object" && Object.values(value as Record<string, Plain>).some((member) => hasNull(member)));
    fc.assert(
      fc.property(fc.dictionary(fc.string(), plain), (properties) => {
        expect(hasNull(withoutNulls(properties))).toBe(false);
      }),
    );
  });
});
