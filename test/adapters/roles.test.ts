import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import { iamRoles } from "../../src/adapters/iam/roles";
import { type AccessRequest, compile, ROLE_TRUST, rolePolicy, roleRequests } from "../../src/experiment";
import { catalogue } from "../../src/faults";
import { fillLocality } from "../../src/words";
import { requests, sound } from "../experiment/definitions";
import { every } from "../faults/every";
import { awsConfig, sandbox } from "../sandbox/support";

const PLACE = { partition: "aws", region: "us-east-1", accountId: "123456789012" };
const ROLE = "arn:aws:iam::123456789012:role/chaos";
const effect = { some: { metric: requests, becomes: { below: "10 requests" } } };

let client: IAMClient;
let counts = 0;

beforeAll(async () => {
  client = new IAMClient(awsConfig(await sandbox()));
  const trust = fillLocality(ROLE_TRUST, PLACE);
  await client.send(new CreateRoleCommand({ RoleName: "chaos", AssumeRolePolicyDocument: JSON.stringify(trust) }));
});

/** What IAM says is denied of these, when the role has these statements. */
async function denied(statements: readonly object[], wanted: readonly AccessRequest[]): Promise<readonly string[]> {
  const PolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement: statements });
  await client.send(new PutRolePolicyCommand({ RoleName: "chaos", PolicyName: "faults", PolicyDocument }));
  const found = await iamRoles(client).denied(ROLE, wanted);
  return found.map(({ action }) => action);
}

const each = Object.entries(every).map(([name, one]) => {
  const faults = catalogue[one.actionId]?.injectsFault ? { one } : { one, harm: every.reboot };
  const compiled = compile("asked", { ...sound(), faults, effect, maxDuration: "12h" }, PLACE);
  if (!compiled.ok) throw new Error(`${name}: ${JSON.stringify(compiled.problems)}`);
  return [name, compiled.value] as const;
});

test.each(each)("%s: IAM allows all that its role needs, and without any one of its permissions it says which", async (_, plan) => {
  const wanted = roleRequests(plan, PLACE);
  const { Statement } = rolePolicy(plan.permissions);
  expect(await denied(Statement, wanted)).toEqual([]);
  for (const [index, { actions }] of plan.permissions.entries()) {
    for (const action of actions) {
      const rest = actions.filter((other) => other !== action);
      const less = Statement.flatMap((statement, at) =>
        at !== index ? [statement] : rest.length > 0 ? [{ ...statement, Action: rest }] : [],
      );
      expect({ action, denied: await denied(less, wanted) }).toEqual({ action, denied: expect.arrayContaining([action]) });
      counts++;
    }
  }
});

test("every fault had permissions to lose", () => {
  expect(counts).toBeGreaterThan(each.length * 4);
});

test("a role that is not there may do nothing", async () => {
  const wanted = [{ action: "ec2:StopInstances", resource: "*" }];
  expect(await iamRoles(client).denied("arn:aws:iam::123456789012:role/gone", wanted)).toEqual(wanted);
});
