import { compile, isLoose, type Plan, rolePolicy } from "../../../src/experiment";
import { evaluateAccess, type PolicyDocument } from "../../../src/experiment/iam";
import { catalogue } from "../../../src/faults";
import type { Context } from "../../../src/run/context";
import { rolePermissions } from "../../../src/run/guards/role";
import { fillLocality, type Locality } from "../../../src/words";
import { every } from "../../faults/every";
import { requests, sound } from "../definitions";

const place: Locality = { partition: "aws", region: "eu-west-1", accountId: "123456789012" };
const effect = { some: { metric: requests, becomes: { below: "10 requests" } } };

const plans = Object.entries(every).map(([name, one]): readonly [string, Plan] => {
  const faults = catalogue[one.actionId]?.injectsFault ? { one } : { one, harm: every.reboot };
  const compiled = compile("judged", { ...sound(), faults, effect, maxDuration: "12h" });
  if (!compiled.ok) throw new Error(`${name}: ${JSON.stringify(compiled.problems)}`);
  return [name, compiled.value];
});

/** The check before the start, of a role with these permissions, by IAM's rules. */
async function preflight(plan: Plan, permissions: Plan["permissions"]) {
  const policy = fillLocality(rolePolicy(permissions), place) as PolicyDocument;
  const manifest = { roleArn: `arn:aws:iam::${place.accountId}:role/chaos`, region: place.region, accountId: place.accountId };
  const roles = {
    denied: (_: string, asked: readonly Parameters<typeof evaluateAccess>[1][]) =>
      Promise.resolve(asked.filter((request) => !evaluateAccess({ identity: [policy] }, request).allowed)),
  };
  const context = { plan, manifest, ports: { roles } } as unknown as Context;
  return rolePermissions.look({ context, signal: new AbortController().signal, waitedMs: 0, targets: () => Promise.resolve([]) });
}

test.each(plans)("with all its permissions the role of %s may start, and nothing in it is loose", async (_, plan) => {
  expect(await preflight(plan, plan.permissions)).toMatchObject({ answer: "ok" });
  expect(plan.permissions.filter(isLoose)).toEqual([]);
});

test.each(
  plans,
)("without any one of its permissions the role of %s is refused by the check before the start, which names it", async (_, plan) => {
  for (const [index, statement] of plan.permissions.entries()) {
    for (const action of statement.actions) {
      const less = { ...statement, actions: statement.actions.filter((one) => one !== action) };
      const permissions = plan.permissions.flatMap((one, at) => (at !== index ? [one] : less.actions.length > 0 ? [less] : []));
      const { answer, facts } = await preflight(plan, permissions);
      expect({ action, answer, denied: facts.denied }).toEqual({
        action,
        answer: "refused",
        denied: expect.arrayContaining([expect.stringMatching(new RegExp(`^${action} on `))]),
      });
    }
  }
});
