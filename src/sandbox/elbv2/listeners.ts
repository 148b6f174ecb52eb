import { hex } from "../common/identity";
import { pageOf } from "../common/paging";
import { type Call, type Cloud, regionalScope } from "../kernel/cloud";
import { AwsError } from "../kernel/error";
import { type ActionInput, checkedActions } from "./actions";
import { type AttributeInput, attributeList, LISTENER_DEFAULTS, modifyAttributes } from "./attributes";
import { requireBalancer } from "./balancers";
import { invalidMarker, listenerNotFound, notInSandbox, validation } from "./problems";
import { type ListenerRecord, listenersOf, type Tables, type TagRecord, tablesOf } from "./records";
import { checkedTags } from "./tags";
import { tellBalancer } from "./toplane";

interface ListenerInput {
  Port?: number;
  Protocol?: string;
  DefaultActions?: ActionInput[];
  Certificates?: unknown[];
  SslPolicy?: string;
}

function view(record: ListenerRecord) {
  return {
    ListenerArn: record.arn,
    LoadBalancerArn: record.loadBalancerArn,
    Port: record.port,
    Protocol: record.protocol,
    DefaultActions: record.actions,
  };
}

function checkProtocol(input: ListenerInput): void {
  if (input.Protocol === "HTTPS" || input.Certificates?.length || input.SslPolicy) {
    throw notInSandbox("HTTPS listeners", "Use HTTP: traffic stays on this machine.");
  }
  if (input.Protocol && input.Protocol !== "HTTP") {
    throw validation(`Listener protocol '${input.Protocol}' must be one of 'HTTPS, HTTP'`);
  }
}

export function requireListener(tables: Tables, arn: string): ListenerRecord {
  const found = tables.listeners.get(arn);
  if (!found) throw listenerNotFound();
  return found;
}

export function listenerOperations(cloud: Cloud) {
  const tables = (call: Call) => tablesOf(cloud, regionalScope(call));

  const checkPort = (here: Tables, loadBalancerArn: string, port: number, own?: string) => {
    const other = listenersOf(here, loadBalancerArn).find((one) => one.port === port && one.arn !== own);
    if (other) {
      throw new AwsError("DuplicateListener", `A listener already exists on this port for this load balancer '${loadBalancerArn}'`);
    }
  };

  return {
    CreateListener: async (
      input: ListenerInput & { LoadBalancerArn: string; DefaultActions: ActionInput[]; Tags?: TagRecord[] },
      call: Call,
    ) => {
      const here = tables(call);
      const balancer = requireBalancer(here, input.LoadBalancerArn);
      if (input.Port === undefined) throw validation("A listener port must be specified");
      if (!input.Protocol) throw validation("A listener protocol must be specified");
      checkProtocol(input);
      const actions = checkedActions(here, balancer.arn, input.DefaultActions);
      const same = listenersOf(here, balancer.arn).find(
        (one) => one.port === input.Port && JSON.stringify(one.actions) === JSON.stringify(actions),
      );
      if (same) return { Listeners: [view(same)] };
      checkPort(here, balancer.arn, input.Port);
      const path = `${balancer.dimension}/${hex(cloud, 16)}`;
      const prefix = `arn:aws:elasticloadbalancing:${call.region}:${call.accountId}`;
      const record: ListenerRecord = {
        arn: `${prefix}:listener/${path}`,
        loadBalancerArn: balancer.arn,
        port: input.Port,
        protocol: input.Protocol,
        actions,
        defaultRuleArn: `${prefix}:listener-rule/${path}/${hex(cloud, 16)}`,
        attributes: {},
        tags: checkedTags(input.Tags),
      };
      here.listeners.set(record.arn, record);
      await tellBalancer(cloud, here, balancer.arn);
      return { Listeners: [view(record)] };
    },
    ModifyListener: async (input: ListenerInput & { ListenerArn: string }, call: Call) => {
      const here = tables(call);
      const found = requireListener(here, input.ListenerArn);
      checkProtocol(input);
      if (input.Port !== undefined) checkPort(here, found.loadBalancerArn, input.Port, found.arn);
      const actions = input.DefaultActions ? checkedActions(here, found.loadBalancerArn, input.DefaultActions) : found.actions;
      found.port = input.Port ?? found.port;
      found.actions = actions;
      cloud.state.touch();
      await tellBalancer(cloud, here, found.loadBalancerArn);
      return { Listeners: [view(found)] };
    },
    DescribeListeners: (input: { LoadBalancerArn?: string; ListenerArns?: string[]; Marker?: string; PageSize?: number }, call: Call) => {
      const here = tables(call);
      if (!input.LoadBalancerArn && !input.ListenerArns?.length) {
        throw validation("You must specify either listener ARNs or a load balancer ARN");
      }
      const found = input.LoadBalancerArn
        ? listenersOf(here, requireBalancer(here, input.LoadBalancerArn).arn)
        : (input.ListenerArns ?? []).map((arn) => requireListener(here, arn));
      const { items, next } = pageOf(found, input.PageSize ?? 400, input.Marker, invalidMarker);
      return { Listeners: items.map(view), NextMarker: next };
    },
    DeleteListener: async (input: { ListenerArn: string }, call: Call) => {
      const here = tables(call);
      const found = requireListener(here, input.ListenerArn);
      here.listeners.delete(found.arn);
      await tellBalancer(cloud, here, found.loadBalancerArn);
      return {};
    },
    DescribeListenerAttributes: (input: { ListenerArn: string }, call: Call) => ({
      Attributes: attributeList(LISTENER_DEFAULTS, requireListener(tables(call), input.ListenerArn).attributes),
    }),
    ModifyListenerAttributes: (input: { ListenerArn: string; Attributes: AttributeInput[] }, call: Call) => {
      const found = requireListener(tables(call), input.ListenerArn);
      modifyAttributes("Listener", LISTENER_DEFAULTS, found.attributes, input.Attributes);
      cloud.state.touch();
      return { Attributes: attributeList(LISTENER_DEFAULTS, found.attributes) };
    },
    DescribeListenerCertificates: (input: { ListenerArn: string }, call: Call) => {
      requireListener(tables(call), input.ListenerArn);
      return { Certificates: [] };
    },
  };
}
