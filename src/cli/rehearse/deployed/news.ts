import { type SNSClient, SubscribeCommand } from "@aws-sdk/client-sns";
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SetQueueAttributesCommand,
  type SQSClient,
} from "@aws-sdk/client-sqs";
import type { Deployment } from "../../../experiment";

/** A message of the Orchestrator's topic. */
export interface News {
  readonly kind: string;
  readonly runId: string;
  readonly experiment: string;
  readonly verdict?: string;
  readonly reasons?: readonly { readonly code: string; readonly message: string; readonly supports: string }[];
}

interface Topic {
  readonly sns: SNSClient;
  readonly sqs: SQSClient;
}

/** The message about a day's plan of randomised chaos. */
export interface DayNews {
  readonly kind: "day-planned";
  readonly date: string;
  readonly leashed: boolean;
  readonly schedules: readonly string[];
  readonly left: readonly { readonly message: string }[];
  readonly runs: readonly { readonly id: string; readonly group: string; readonly at: string; readonly experiment: string }[];
  readonly explain: readonly { readonly group: string; readonly outcome: string; readonly why: string }[];
}

/** Listens to the topic as a team would: by a queue of its own. */
export class Newsreader {
  readonly heard: News[] = [];
  /** The newest plan of a day. */
  day: DayNews | undefined;

  private constructor(
    private readonly clients: Topic,
    private readonly queueUrl: string,
  ) {}

  static async subscribe(clients: Topic, { topicArn }: Deployment): Promise<Newsreader> {
    const { sqs, sns } = clients;
    const { QueueUrl = "" } = await sqs.send(new CreateQueueCommand({ QueueName: "faultline-rehearsal-news" }));
    const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["QueueArn"] }));
    const queueArn = Attributes?.QueueArn ?? "";
    const policy = {
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Principal: { Service: "sns.amazonaws.com" },
          Action: "sqs:SendMessage",
          Resource: queueArn,
          Condition: { ArnEquals: { "aws:SourceArn": topicArn } },
        },
      ],
    };
    await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy: JSON.stringify(policy) } }));
    await sns.send(
      new SubscribeCommand({ TopicArn: topicArn, Protocol: "sqs", Endpoint: queueArn, Attributes: { RawMessageDelivery: "true" } }),
    );
    return new Newsreader(clients, QueueUrl);
  }

  /** Takes in what has come since. */
  async look(): Promise<void> {
    const { sqs } = this.clients;
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl: this.queueUrl, MaxNumberOfMessages: 10 }));
    for (const { Body = "", ReceiptHandle } of Messages) {
      const news = newsOf(Body);
      if (news?.kind === "day-planned") this.day = news as DayNews;
      else if (news) this.heard.push(news as News);
      await sqs.send(new DeleteMessageCommand({ QueueUrl: this.queueUrl, ReceiptHandle }));
    }
  }

  /** The message about the end of a run. */
  endOf(runId: string): News | undefined {
    return this.heard.find((news) => news.kind === "run-ended" && news.runId === runId);
  }
}

/** Alarms and FIS's events come by the same topic, in other words. */
function newsOf(text: string): News | DayNews | undefined {
  try {
    const value = JSON.parse(text) as Partial<News | DayNews> | null;
    if (value?.kind === "day-planned") return value as DayNews;
    const { kind, runId, experiment } = (value ?? {}) as Partial<News>;
    return [kind, runId, experiment].every((part) => typeof part === "string") ? (value as News) : undefined;
  } catch {
    return undefined;
  }
}
