import { pageOf } from "../common/paging";
import { type Call, type Cloud, regionalScope } from "../kernel/cloud";
import { AwsError } from "../kernel/error";
import { requireListener } from "./listeners";
import { invalidMarker, notInSandbox, ruleNotFound, validation } from "./problems";
import { type ListenerRecord, tablesOf } from "./records";

const view = (listener: ListenerRecord) => ({
  RuleArn: listener.defaultRuleArn,
  Priority: "default",
  Conditions: [],
  Actions: listener.actions,
  IsDefault: true,
});

/** Each listener has its default rule; rules with conditions are refused, because the proxy routes by port alone. */
export function ruleOperations(cloud: Cloud) {
  const refuse = (verb: string) => (input: { RuleArn?: string; ListenerArn?: string }, call: Call) => {
    const { listeners } = tablesOf(cloud, regionalScope(call));
    if (input.ListenerArn && !listeners.has(input.ListenerArn)) requireListener(tablesOf(cloud, regionalScope(call)), input.ListenerArn);
    if (input.RuleArn) {
      if (!listeners.find((one) => one.defaultRuleArn === input.RuleArn)) throw ruleNotFound();
      throw new AwsError("OperationNotPermitted", `Default rule '${input.RuleArn}' cannot be ${verb}`);
    }
    throw notInSandbox("listener rules with conditions", "Give each service its own listener port or load balancer.");
  };
  return {
    CreateRule: refuse("created"),
    ModifyRule: refuse("modified"),
    DeleteRule: refuse("deleted"),
    DescribeRules: (input: { ListenerArn?: string; RuleArns?: string[]; Marker?: string; PageSize?: number }, call: Call) => {
      const here = tablesOf(cloud, regionalScope(call));
      if (!input.ListenerArn && !input.RuleArns?.length) throw validation("You must specify either listener rule ARNs or a listener ARN");
      const found = input.ListenerArn
        ? [requireListener(here, input.ListenerArn)]
        : (input.RuleArns ?? []).map((arn) => {
            const owner = here.listeners.find((one) => one.defaultRuleArn === arn);
            if (!owner) throw ruleNotFound();
            return owner;
          });
      const { items, next } = pageOf(found, input.PageSize ?? 400, input.Marker, invalidMarker);
      return { Rules: items.map(view), NextMarker: next };
    },
  };
}
