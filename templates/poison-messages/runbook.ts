import type * as pulumi from "@pulumi/pulumi";
import { AutomationRunbook, type Text } from "../../src";
import { poisonMessagesDocument } from "./document";

interface Queue {
  readonly url: Text;
  readonly arn: Text;
}

export interface PoisonMessagesRunbookArgs {
  /** The standard queue that the bad messages go to. */
  readonly queue: Queue;
  /** Where its redrive policy puts aside what nobody can read. */
  readonly deadLetterQueue: Queue;
  /** ARN of the customer key that encrypts the queues. Left out: none does. */
  readonly key?: Text;
}

/**
 * The runbook of the scenario `poisonMessages` and its role, which may send to the one queue and take from its dead-letter queue. Its name is what the
 * scenario's `runbook` says: `faultline-poison-messages` where nothing is said.
 */
export class PoisonMessagesRunbook extends AutomationRunbook {
  constructor(name: string, args: PoisonMessagesRunbookArgs, opts?: pulumi.ComponentResourceOptions) {
    const { queue, deadLetterQueue, key } = args;
    super(
      name,
      {
        document: poisonMessagesDocument(queue.url, deadLetterQueue.url),
        permissions: [
          { actions: ["sqs:SendMessage"], resources: [queue.arn] },
          { actions: ["sqs:ReceiveMessage", "sqs:DeleteMessage"], resources: [deadLetterQueue.arn] },
          ...(key === undefined ? [] : [{ actions: ["kms:Decrypt", "kms:GenerateDataKey"], resources: [key] }]),
        ],
      },
      opts,
    );
  }
}
