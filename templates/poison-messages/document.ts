import type { AutomationDocument, Text } from "../../src";

/** Each message is marked with the execution that sent it: the sweep takes no other. */
const SEND = `
import boto3
sqs = boto3.client("sqs")
def send(events, context):
    total = int(events["Messages"])
    for index in range(total):
        sqs.send_message(
            QueueUrl=events["Queue"],
            MessageBody=events["Bodies"][index % len(events["Bodies"])],
            MessageAttributes={"faultline": {"DataType": "String", "StringValue": events["Execution"]}},
        )
    return {"sent": total}
`.trimStart();

/**
 * What others put aside is hidden while it is looked at, and comes back. It has looked at everything when three waits in a row, longer together than a
 * message stays hidden, brought nothing new; a sweep that was ended before it deleted what it held is made good for so by the next one.
 */
const SWEEP = `
import boto3, time
sqs = boto3.client("sqs")
def sweep(events, context):
    swept, seen, idle, until = 0, set(), 0, time.time() + 45
    while idle < 3:
        if time.time() > until:
            raise TimeoutError("there was no end of new messages in the dead-letter queue: %d are deleted" % swept)
        answer = sqs.receive_message(
            QueueUrl=events["DeadLetterQueue"], MaxNumberOfMessages=10, WaitTimeSeconds=10, VisibilityTimeout=20, MessageAttributeNames=["faultline"]
        )
        fresh = False
        for message in answer.get("Messages", []):
            mark = message.get("MessageAttributes", {}).get("faultline", {}).get("StringValue")
            if mark == events["Execution"]:
                sqs.delete_message(QueueUrl=events["DeadLetterQueue"], ReceiptHandle=message["ReceiptHandle"])
                swept += 1
                fresh = True
            elif message["MessageId"] not in seen:
                seen.add(message["MessageId"])
                fresh = True
        idle = 0 if fresh else idle + 1
    return {"swept": swept}
`.trimStart();

/**
 * Sends bad messages to a queue, holds, and deletes from the dead-letter queue those that it sent. The sweep is what a stop leads to, too. It is there twice, so that
 * a stop that meets the first leads to the second.
 */
export function poisonMessagesDocument(queueUrl: Text, deadLetterQueueUrl: Text): AutomationDocument {
  const script = { Runtime: "python3.11" };
  const back = { onFailure: "step:sweep", onCancel: "step:sweep" } as const;
  const execution = "{{ automation:EXECUTION_ID }}";
  const sweep = {
    action: "aws:executeScript",
    inputs: { ...script, Handler: "sweep", Script: SWEEP, InputPayload: { DeadLetterQueue: deadLetterQueueUrl, Execution: execution } },
    timeoutSeconds: 60,
  } as const;
  return {
    schemaVersion: "0.3",
    description: "Sends messages that nobody can read to an SQS queue, holds, and sweeps them from its dead-letter queue",
    assumeRole: "{{ AutomationAssumeRole }}",
    parameters: {
      AutomationAssumeRole: { type: "AWS::IAM::Role::Arn", description: "The role in which it acts" },
      Messages: {
        type: "String",
        description: "How many messages",
        default: "20",
        allowedPattern: "^([1-9]|[1-9][0-9]|[1-4][0-9]{2}|500)$",
      },
      Bodies: { type: "StringList", description: "What they hold, in turn" },
      HoldFor: {
        type: "String",
        description: "How long consumers have for them",
        default: "PT5M",
        allowedPattern: "^PT[0-9]+[HMS]([0-9]+[MS])*$",
      },
    },
    mainSteps: [
      {
        name: "send",
        action: "aws:executeScript",
        inputs: {
          ...script,
          Handler: "send",
          Script: SEND,
          InputPayload: { Queue: queueUrl, Messages: "{{ Messages }}", Bodies: "{{ Bodies }}", Execution: execution },
        },
        timeoutSeconds: 300,
        ...back,
      },
      { name: "hold", action: "aws:sleep", inputs: { Duration: "{{ HoldFor }}" }, ...back },
      { name: "sweep", ...sweep, onFailure: "step:sweepAgain", onCancel: "step:sweepAgain" },
      { name: "sweepAgain", ...sweep, isEnd: true },
    ],
  };
}
