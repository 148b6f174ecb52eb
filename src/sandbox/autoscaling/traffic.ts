import { type Call, type Handler, regionalScope } from "../kernel/cloud";
import { checkTargetGroups } from "./checks";
import { paged } from "./pages";
import type { GroupRecord } from "./records";
import { type Store, validation } from "./store";

interface Paging {
  MaxRecords?: number;
  NextToken?: string;
}

/** Target groups of a group, under both names the API has for them. */
export function trafficOperations(store: Store, look: (scope: string, name: string) => void): Record<string, Handler> {
  async function attach(call: Call, name: string, arns: readonly string[]): Promise<object> {
    store.need(call, name);
    await checkTargetGroups(store, call, arns);
    const scope = regionalScope(call);
    const group = store.need(call, name);
    store.change(scope, name, { targetGroupArns: [...new Set([...group.targetGroupArns, ...arns])] });
    look(scope, name);
    return {};
  }
  function detach(call: Call, name: string, arns: readonly string[]): object {
    const group = store.need(call, name);
    const unknown = arns.find((arn) => !group.targetGroupArns.includes(arn));
    if (unknown) throw validation(`Trying to remove Target Groups that are not part of the group: ${unknown}`);
    const scope = regionalScope(call);
    store.change(scope, name, { targetGroupArns: group.targetGroupArns.filter((arn) => !arns.includes(arn)) });
    look(scope, name);
    return {};
  }
  const identifiers = (sources: readonly { Identifier: string; Type?: string }[]) => {
    if (sources.some((one) => one.Type && one.Type !== "elbv2"))
      throw validation("The Faultline sandbox has traffic sources of type elbv2 only.");
    return sources.map((one) => one.Identifier);
  };
  /** `Added` while members are not registered yet, `InService` when all that serve are. */
  const state = (group: GroupRecord, arn: string) => {
    const serving = group.members.filter((one) => one.state === "InService");
    if (serving.some((one) => !one.registered.includes(arn))) return "Adding";
    return serving.length > 0 && group.healthCheckType.includes("ELB") ? "InService" : "Added";
  };
  return {
    AttachLoadBalancerTargetGroups: (input: { AutoScalingGroupName: string; TargetGroupARNs: string[] }, call: Call) =>
      attach(call, input.AutoScalingGroupName, input.TargetGroupARNs),
    DetachLoadBalancerTargetGroups: (input: { AutoScalingGroupName: string; TargetGroupARNs: string[] }, call: Call) =>
      detach(call, input.AutoScalingGroupName, input.TargetGroupARNs),
    AttachTrafficSources: (input: { AutoScalingGroupName: string; TrafficSources: { Identifier: string; Type?: string }[] }, call: Call) =>
      attach(call, input.AutoScalingGroupName, identifiers(input.TrafficSources)),
    DetachTrafficSources: (input: { AutoScalingGroupName: string; TrafficSources: { Identifier: string; Type?: string }[] }, call: Call) =>
      detach(call, input.AutoScalingGroupName, identifiers(input.TrafficSources)),

    DescribeLoadBalancerTargetGroups(input: Paging & { AutoScalingGroupName: string }, call: Call) {
      const group = store.need(call, input.AutoScalingGroupName);
      const { page, nextToken } = paged(group.targetGroupArns, input, 100);
      return {
        LoadBalancerTargetGroups: page.map((arn) => ({ LoadBalancerTargetGroupARN: arn, State: state(group, arn) })),
        NextToken: nextToken,
      };
    },

    DescribeTrafficSources(input: Paging & { AutoScalingGroupName: string; TrafficSourceType?: string }, call: Call) {
      const group = store.need(call, input.AutoScalingGroupName);
      const wanted = !input.TrafficSourceType || input.TrafficSourceType === "elbv2" ? group.targetGroupArns : [];
      const { page, nextToken } = paged(wanted, input);
      return {
        TrafficSources: page.map((arn) => ({ Identifier: arn, TrafficSource: arn, Type: "elbv2", State: state(group, arn) })),
        NextToken: nextToken,
      };
    },
  };
}
