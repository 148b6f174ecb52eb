import { parseArn } from "../../words";
import { checkPattern } from "../common/event-pattern";
import { hex, uuid } from "../common/identity";
import { pageOf } from "../common/paging";
import { type Call, type Cloud, type Handler, regionalScope } from "../kernel/cloud";
import { AwsError } from "../kernel/error";
import { isLoopback, postHttp } from "./http";
import { problems, type SubscriptionRecord, scopeOf, subscriptionOf, subscriptionsOf, topicOf } from "./records";

type Texts = Readonly<Record<string, string>>;
interface SubscribeInput {
  readonly TopicArn: string;
  readonly Protocol: string;
  readonly Endpoint?: string;
  readonly Attributes?: Texts;
  readonly ReturnSubscriptionArn?: boolean;
}

/** Subscriptions: https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html */
export function subscriptionOperations(cloud: Cloud): Readonly<Record<string, Handler>> {
  const put = (one: SubscriptionRecord) => {
    subscriptionsOf(cloud, scopeOf(one.topicArn)).set(one.arn, one);
    return {};
  };
  const list = (all: readonly SubscriptionRecord[], token: string | undefined) => {
    const page = pageOf(all, 100, token, () => problems.invalid("NextToken"));
    return {
      NextToken: page.next,
      Subscriptions: page.items.map((one) => ({
        SubscriptionArn: one.confirmed ? one.arn : "PendingConfirmation",
        Owner: one.owner,
        Protocol: one.protocol,
        Endpoint: one.endpoint,
        TopicArn: one.topicArn,
      })),
    };
  };
  return {
    Subscribe: async (input: SubscribeInput, call: Call) => {
      const { TopicArn, Protocol, Endpoint = "", Attributes = {} } = input;
      topicOf(cloud, TopicArn);
      checkEndpoint(Protocol, Endpoint);
      const attributes = Object.entries(Attributes).reduce((all, [name, value]) => withAttribute(all, name, value), {} as Texts);
      const same = subscriptionsOf(cloud, scopeOf(TopicArn)).find(
        (one) => one.topicArn === TopicArn && one.protocol === Protocol && one.endpoint === Endpoint,
      );
      const shown = (one: SubscriptionRecord) => ({
        SubscriptionArn: one.confirmed || input.ReturnSubscriptionArn ? one.arn : "pending confirmation",
      });
      if (same) {
        if (Object.entries(attributes).some(([name, value]) => same.attributes[name] !== value)) {
          throw problems.invalid("Attributes Reason: Subscription already exists with different attributes");
        }
        return shown(same);
      }
      const one: SubscriptionRecord = {
        arn: `${TopicArn}:${uuid(cloud)}`,
        ...{ topicArn: TopicArn, protocol: Protocol, endpoint: Endpoint, owner: call.accountId, attributes },
        confirmed: Protocol === "sqs" || Protocol === "lambda",
        token: hex(cloud, 64),
      };
      put(one);
      if (Protocol.startsWith("http")) void askToConfirm(cloud, one);
      return shown(one);
    },
    ConfirmSubscription: ({ TopicArn, Token }: { TopicArn: string; Token: string }) => {
      topicOf(cloud, TopicArn);
      const one = subscriptionsOf(cloud, scopeOf(TopicArn)).find(({ topicArn, token }) => topicArn === TopicArn && token === Token);
      if (!one) throw problems.invalid("Token");
      put({ ...one, confirmed: true });
      return { SubscriptionArn: one.arn };
    },
    Unsubscribe: ({ SubscriptionArn }: { SubscriptionArn: string }) => {
      // Whoever unsubscribes what is gone already has what was wanted.
      if (subscriptionOf(cloud, SubscriptionArn, "or none")) subscriptionsOf(cloud, scopeOf(SubscriptionArn)).delete(SubscriptionArn);
      return {};
    },
    GetSubscriptionAttributes: ({ SubscriptionArn }: { SubscriptionArn: string }) => {
      const one = subscriptionOf(cloud, SubscriptionArn);
      return {
        Attributes: {
          ...{ SubscriptionArn: one.arn, TopicArn: one.topicArn, Protocol: one.protocol, Endpoint: one.endpoint, Owner: one.owner },
          PendingConfirmation: String(!one.confirmed),
          ConfirmationWasAuthenticated: String(one.confirmed),
          RawMessageDelivery: "false",
          ...(one.attributes.FilterPolicy === undefined ? {} : { FilterPolicyScope: "MessageAttributes" }),
          SubscriptionPrincipal: `arn:aws:iam::${one.owner}:root`,
          ...one.attributes,
        },
      };
    },
    SetSubscriptionAttributes: (input: { SubscriptionArn: string; AttributeName: string; AttributeValue?: string }) => {
      const one = subscriptionOf(cloud, input.SubscriptionArn);
      return put({ ...one, attributes: withAttribute(one.attributes, input.AttributeName, input.AttributeValue ?? "") });
    },
    ListSubscriptions: ({ NextToken }: { NextToken?: string }, call: Call) =>
      list(subscriptionsOf(cloud, regionalScope(call)).values(), NextToken),
    ListSubscriptionsByTopic: ({ TopicArn, NextToken }: { TopicArn: string; NextToken?: string }) => {
      topicOf(cloud, TopicArn);
      return list(
        subscriptionsOf(cloud, scopeOf(TopicArn))
          .values()
          .filter(({ topicArn }) => topicArn === TopicArn),
        NextToken,
      );
    },
  };
}

function checkEndpoint(protocol: string, endpoint: string): void {
  if (protocol === "email" || protocol === "email-json") {
    if (!/^[^@\s]+@[^@\s]+$/.test(endpoint)) throw problems.invalid("Email address");
  } else if (protocol === "sqs" || protocol === "lambda") {
    if (parseArn(endpoint)?.service !== protocol) throw problems.invalid(`${protocol.toUpperCase()} endpoint ARN`);
  } else if (protocol === "http" || protocol === "https") {
    if (!endpoint.startsWith(`${protocol}://`)) throw problems.invalid("Endpoint must match the specified protocol");
  } else if (!["sms", "application", "firehose"].includes(protocol)) {
    throw problems.invalid(`Amazon SNS does not support this protocol string: ${protocol}`);
  } else {
    throw problems.invalid(
      `Protocol Reason: the Faultline sandbox does not deliver by ${protocol}. Use sqs, lambda, http, https or email.`,
    );
  }
}

function withAttribute(before: Texts, name: string, value: string): Texts {
  if (!["RawMessageDelivery", "FilterPolicy", "FilterPolicyScope", "RedrivePolicy", "DeliveryPolicy"].includes(name)) {
    throw problems.invalid(`AttributeName Reason: the Faultline sandbox does not have ${name}`);
  }
  if (name === "RawMessageDelivery" && value !== "true" && value !== "false")
    throw problems.invalid(`Attributes Reason: RawMessageDelivery: Invalid value [${value}]. Must be true or false.`);
  if (name === "FilterPolicyScope" && value !== "MessageAttributes" && value !== "MessageBody")
    throw problems.invalid("Attributes Reason: FilterPolicyScope");
  if (name === "FilterPolicy" && value !== "" && value !== "{}") {
    try {
      checkPattern(value);
    } catch (problem) {
      throw problems.invalid(
        `Attributes Reason: FilterPolicy: ${problem instanceof AwsError || problem instanceof Error ? problem.message : String(problem)}`,
      );
    }
  }
  const { [name]: _gone, ...rest } = before;
  return value === "" || (name === "FilterPolicy" && value === "{}") ? rest : { ...before, [name]: value };
}

async function askToConfirm(cloud: Cloud, one: SubscriptionRecord): Promise<void> {
  if (!isLoopback(one.endpoint)) {
    // Nothing leaves this machine, so nobody there will ever confirm.
    cloud.log("a subscription stays pending: the Faultline sandbox delivers over HTTP to loopback addresses only", {
      endpoint: one.endpoint,
    });
    return;
  }
  const body = JSON.stringify({
    Type: "SubscriptionConfirmation",
    MessageId: uuid(cloud),
    Token: one.token,
    TopicArn: one.topicArn,
    Message: `You have chosen to subscribe to the topic ${one.topicArn}. To confirm, call ConfirmSubscription with the token.`,
    Timestamp: new Date(cloud.clock.now()).toISOString(),
  });
  try {
    await postHttp(one.endpoint, body, "SubscriptionConfirmation", one);
  } catch (problem) {
    cloud.log("a subscription could not be asked to confirm", {
      endpoint: one.endpoint,
      problem: problem instanceof Error ? problem.message : String(problem),
    });
  }
}
