// The worker of the queue, once a minute: it takes what is there, does what it can read, and leaves what it cannot to the queue, which puts it aside.
import { DeleteMessageCommand, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";

const sqs = new SQSClient({});
const { QUEUE_URL: QueueUrl } = process.env;

function work(body) {
  const { order } = JSON.parse(body);
  if (typeof order !== "string") throw new TypeError("this is no order");
}

export async function handler() {
  let done = 0;
  for (let round = 0; round < 20; round++) {
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
    if (Messages.length === 0) break;
    for (const { Body = "", ReceiptHandle, MessageId } of Messages) {
      try {
        work(Body);
      } catch (error) {
        console.warn(`message ${MessageId} is left: ${error.message}`);
        continue;
      }
      await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
      done++;
    }
  }
  return { done };
}
