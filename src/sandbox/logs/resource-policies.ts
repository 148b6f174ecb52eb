import { type Call, type Cloud, type Handler, regionalScope } from "../kernel/cloud";
import { AwsError } from "../kernel/error";
import { logsOf, type PolicyRecord, pageFrom, problems } from "./records";

const MOST = 10;

const view = ({ name, document, updatedAt }: PolicyRecord) => ({
  policyName: name,
  policyDocument: document,
  lastUpdatedTime: Math.round(updatedAt),
  policyScope: "ACCOUNT",
});

/** Which services may write into log groups. Kept and given back; within the sandbox nobody is kept from writing. */
export function resourcePolicyOperations(cloud: Cloud): Readonly<Record<string, Handler>> {
  const policies = (call: Call) => logsOf(cloud.state, regionalScope(call)).policies;
  return {
    PutResourcePolicy: ({ policyName, policyDocument }: { policyName?: string; policyDocument?: string }, call: Call) => {
      if (policyName === undefined || policyDocument === undefined) throw problems.invalid("policyName and policyDocument are required.");
      try {
        JSON.parse(policyDocument);
      } catch {
        throw problems.invalid("The policy document is not valid JSON.");
      }
      if (!policies(call).has(policyName) && policies(call).size >= MOST) {
        throw new AwsError("LimitExceededException", "Resource limit exceeded.");
      }
      const policy = policies(call).set(policyName, { name: policyName, document: policyDocument, updatedAt: cloud.clock.now() });
      return { resourcePolicy: view(policy) };
    },
    DescribeResourcePolicies: ({ limit, nextToken }: { limit?: number; nextToken?: string }, call: Call) => {
      const { page, nextToken: next } = pageFrom(policies(call).values(), limit ?? 50, nextToken);
      return { resourcePolicies: page.map(view), nextToken: next };
    },
    DeleteResourcePolicy: ({ policyName }: { policyName?: string }, call: Call) => {
      if (!policies(call).has(policyName ?? "")) {
        throw new AwsError("ResourceNotFoundException", `Policy with name [${policyName}] does not exist`);
      }
      policies(call).delete(policyName ?? "");
      return {};
    },
  };
}
