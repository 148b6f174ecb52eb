import type { Call, Cloud, Handler } from "../kernel/cloud";
import { policiesOf } from "./authorize";
import { evaluate, type PolicySet } from "./policy/evaluate";
import { contextOf } from "./policy/match";
import { checked, problems } from "./problems";
import { iamOf } from "./records";
import { paged } from "./views";

interface Common {
  readonly ActionNames: readonly string[];
  readonly ResourceArns?: readonly string[];
  readonly ContextEntries?: readonly { readonly ContextKeyName?: string; readonly ContextKeyValues?: readonly string[] }[];
  readonly PolicyInputList?: readonly string[];
  readonly PermissionsBoundaryPolicyInputList?: readonly string[];
  readonly MaxItems?: number;
  readonly Marker?: string;
}

function results(policies: PolicySet, { ActionNames, ResourceArns = ["*"], ContextEntries = [], ...page }: Common) {
  const context = contextOf(
    Object.fromEntries(ContextEntries.map(({ ContextKeyName = "", ContextKeyValues = [] }) => [ContextKeyName, ContextKeyValues])),
  );
  const all = ActionNames.flatMap((action) =>
    ResourceArns.map((resource) => {
      const decision = evaluate(policies, { action, resource, context });
      return {
        EvalActionName: action,
        EvalResourceName: resource,
        EvalDecision: decision.allowed ? "allowed" : decision.explicit ? "explicitDeny" : "implicitDeny",
        MatchedStatements: [],
        MissingContextValues: [],
      };
    }),
  );
  return paged("EvaluationResults", all, page);
}

/** Asking what a policy or a role would allow, without doing it. */
export function simulationOperations(cloud: Cloud): Readonly<Record<string, Handler>> {
  const boundary = (input: Common) => {
    const [document] = input.PermissionsBoundaryPolicyInputList ?? [];
    return document === undefined ? undefined : checked(document, "identity");
  };
  return {
    SimulateCustomPolicy: (input: Common) =>
      results(
        { identity: (input.PolicyInputList ?? []).map((document) => checked(document, "identity")), boundary: boundary(input) },
        input,
      ),
    SimulatePrincipalPolicy: (input: Common & { PolicySourceArn: string }, call: Call) => {
      const iam = iamOf(cloud.state, call.accountId);
      const role = iam.roles.find(({ arn }) => arn === input.PolicySourceArn);
      if (!role) throw problems.noRole(input.PolicySourceArn);
      const own = policiesOf(iam, role);
      const more = (input.PolicyInputList ?? []).map((document) => checked(document, "identity"));
      return results({ identity: [...own.identity, ...more], boundary: boundary(input) ?? own.boundary }, input);
    },
  };
}
