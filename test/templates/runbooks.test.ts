import fc from "fast-check";
import { type AutomationDocument, lintAutomation } from "../../src";
import { poisonMessagesDocument } from "../../templates/poison-messages/document";
import { tlsCertificateDocument } from "../../templates/tls-certificate-expiry/document";

const documents = {
  "poison-messages": poisonMessagesDocument("https://sqs.example.com/orders", "https://sqs.example.com/orders-dlq"),
  "tls-certificate-expiry": tlsCertificateDocument("arn:listener", "arn:good", "arn:bad"),
} satisfies Record<string, AutomationDocument>;

type Step = AutomationDocument["mainSteps"][number];

const codesOf = (document: AutomationDocument) => lintAutomation(document).map(({ code, path }) => `${path} ${code}`);
const withStep = (document: AutomationDocument, index: number, change: (step: Step) => Step): AutomationDocument => ({
  ...document,
  mainSteps: document.mainSteps.map((step, at) => (at === index ? change(step) : step)),
});
const without = (key: keyof Step) => (step: Step) =>
  Object.fromEntries(Object.entries(step).filter(([name]) => name !== key)) as unknown as Step;

describe.each(Object.entries(documents))("the runbook of %s", (_, document) => {
  const { mainSteps } = document;

  test("has nothing wrong with it", () => {
    expect(lintAutomation(document)).toEqual([]);
  });

  test("is refused when any step loses its way to the clean-up, its bound, or its end", () => {
    const losses = mainSteps.flatMap((step, index) =>
      (["onCancel", "onFailure", "timeoutSeconds", "isEnd"] as const)
        // A step that only looks may give up: nothing was changed.
        .filter((key) => step[key] !== undefined && step[key] !== "Abort")
        .map((key) => ({ index, key })),
    );
    expect(losses.length).toBeGreaterThan(mainSteps.length);
    for (const { index, key } of losses) expect(codesOf(withStep(document, index, without(key)))).not.toEqual([]);
  });

  test("is refused when the clean-up is gone, comes first, or takes longer than Automation allows after a stop", () => {
    const last = mainSteps.length - 1;
    expect(codesOf({ ...document, mainSteps: mainSteps.slice(0, last) })).not.toEqual([]);
    expect(codesOf({ ...document, mainSteps: [...mainSteps.slice(last), ...mainSteps.slice(0, last)] })).not.toEqual([]);
    expect(codesOf(withStep(document, last, (step) => ({ ...step, timeoutSeconds: 121 })))).toContain(
      `mainSteps[${last - 1}] slow-rollback`,
    );
  });

  test("is refused when a stop that meets the clean-up would end it in the middle", () => {
    const [last, first] = [mainSteps.length - 1, mainSteps.length - 2];
    const once = [...mainSteps.slice(0, last).map((step, at) => (at === first ? { ...step, isEnd: true } : step))];
    expect(codesOf({ ...document, mainSteps: once })).toContain(`mainSteps[${first}] rollback-once`);
    const another = withStep(document, last, (step) => ({ ...step, inputs: { ...step.inputs, More: "x" } }));
    expect(codesOf(another)).toContain(`mainSteps[${first}] rollback-once`);
    const given = (key: "onCancel" | "onFailure") => withStep(document, first, (step) => ({ ...step, [key]: "Abort" }));
    expect(codesOf(given("onCancel"))).toEqual([`mainSteps[${first}].onCancel rollback-once`]);
    expect(codesOf(given("onFailure"))).toEqual([`mainSteps[${first}].onFailure rollback-once`]);
  });

  test("is refused when it acts in no role of its own, or has a parameter that nothing uses", () => {
    const { AutomationAssumeRole, ...rest } = document.parameters;
    expect(AutomationAssumeRole?.type).toBe("AWS::IAM::Role::Arn");
    expect(codesOf({ ...document, parameters: rest })).toContain("assumeRole no-role");
    const unused = { ...document.parameters, More: { type: "String" as const, description: "Nothing" } };
    expect(codesOf({ ...document, parameters: unused })).toEqual(["parameters.More unused-parameter"]);
  });

  test("no order of its steps but its own is sound", () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([...mainSteps.keys()], { minLength: mainSteps.length }), (order) => {
        fc.pre(order.some((value, index) => value !== index));
        const steps = order.flatMap((index) => mainSteps[index] ?? []);
        // A look may stand anywhere before the clean-up; what changes something and what cleans up may not change places.
        const sound = order.at(-1) === mainSteps.length - 1;
        if (!sound) expect(codesOf({ ...document, mainSteps: steps })).not.toEqual([]);
      }),
    );
  });
});

test("a reference that leads nowhere is found, and what Automation knows is not taken for one", () => {
  const document = documents["poison-messages"];
  const lost = withStep(document, 1, (step) => ({ ...step, inputs: { Duration: "{{ HoldFro }}" } }));
  expect(codesOf(lost)).toEqual(["mainSteps[1].inputs unknown-reference", "parameters.HoldFor unused-parameter"]);
});
