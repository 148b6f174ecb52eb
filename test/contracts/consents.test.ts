import { awsConsents } from "../../src/adapters/store/aws";
import { type Consent, type ConsentAnswer, type Consents, memoryConsents } from "../../src/journal";
import { openCloud } from "./aws-store";

const request: Consent = {
  runId: "r",
  experiment: "stop-one",
  planHash: "abc",
  requestedBy: "schedule stop-one",
  reason: null,
  by: ["anna", "bob"],
  askedAt: 1,
  until: 2,
  callbackId: "cb-1",
};
const says = (by: string, answer: ConsentAnswer["answer"] = "approved"): ConsentAnswer => ({ answer, by, at: 1, note: null });

describe.each<[string, () => Promise<Consents>]>([
  ["in memory", async () => memoryConsents()],
  ["in DynamoDB", async () => awsConsents(await openCloud())],
])("requests for consent %s", (_, open) => {
  test("nobody has asked: there is nothing to find, and nothing to answer", async () => {
    const consents = await open();
    expect(await consents.find("r")).toBeUndefined();
    expect(await consents.answer("r", says("anna"))).toBeUndefined();
    expect(await consents.find("r")).toBeUndefined();
  });

  test("a request is found as it was asked; the same again changes nothing", async () => {
    const consents = await open();
    await consents.ask(request);
    await consents.ask({ ...request, callbackId: "cb-2" });
    expect(await consents.find("r")).toEqual({ consent: request, answer: null });
  });

  test("of many answers at once one counts, and everybody is told which", async () => {
    const consents = await open();
    await consents.ask(request);
    const answers = await Promise.all(
      [says("anna"), says("bob", "refused"), says("anna", "refused")].map((one) => consents.answer("r", one)),
    );
    const found = await consents.find("r");
    expect(found?.answer).not.toBeNull();
    for (const answer of answers) expect(answer).toEqual(found?.answer);
  });
});
