import { type CloudWatchMetric, Experiment, manifests } from "faultline";
import { PoisonMessagesRunbook, poisonMessages } from "faultline/templates";
import { makeQueue } from "./system";

const { queue, deadLetterQueue } = makeQueue();
const of = (QueueName: typeof queue.name, name: string, statistic: "Sum" | "Maximum", unit: "Count" | "Seconds"): CloudWatchMetric => ({
  namespace: "AWS/SQS",
  name,
  dimensions: { QueueName },
  statistic,
  unit,
});
const waiting = of(queue.name, "ApproximateAgeOfOldestMessage", "Maximum", "Seconds");
// One order a minute, and a minute that begins a little late: only two of them together always have one.
const done: CloudWatchMetric = { ...of(queue.name, "NumberOfMessagesDeleted", "Sum", "Count"), period: "2m" };

const runbook = new PoisonMessagesRunbook("faultline-poison-messages", { queue, deadLetterQueue });

const badMessages = new Experiment(
  "poison-messages",
  {
    ...poisonMessages({
      lasts: "8m",
      evidence: {
        metric: of(deadLetterQueue.name, "ApproximateNumberOfMessagesVisible", "Maximum", "Count"),
        becomes: { atLeast: "10 messages" },
      },
    }),
    hypothesis: "When bad messages arrive, orders are still processed, and the bad ones are put aside",
    owner: "team-shop@example.com",
    runbook: "https://runbooks.example.com/shop/bad-messages",
    // What cannot be read waits for its third try: nothing else may wait for longer.
    steadyState: { waiting: { metric: waiting, is: { below: "2m" }, duringFault: { below: "6m" } } },
    guards: { waiting: { metric: waiting, breachedWhen: { above: "15m" } } },
    blastRadius: { atMost: "1 queue" },
    traffic: { metric: done, atLeast: "0.005/s" },
    baseline: "8m",
    recovery: { within: "10m" },
    maxDuration: "40m",
  },
  { dependsOn: runbook },
);

export const faultline = manifests(badMessages);
