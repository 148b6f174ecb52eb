import {
  type CloudWatchClient,
  DescribeAlarmsCommand,
  type DescribeAlarmsCommandOutput,
  PutMetricDataCommand,
} from "@aws-sdk/client-cloudwatch";
import type { AlarmState, Alarms } from "../../run";
import { parseArn } from "../../words";

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html: names of one request. */
const NAMES_AT_ONCE = 100;

interface Seen {
  readonly state: AlarmState;
  readonly reason: string;
  readonly since: number | null;
}

/** Alarms of CloudWatch, metric and composite ones, and the heartbeat metric. */
export function cloudwatchAlarms(client: Pick<CloudWatchClient, "send">): Alarms {
  return {
    async states(arns, call) {
      const found = new Map<string, Seen>();
      for (let index = 0; index < arns.length; index += NAMES_AT_ONCE) {
        const AlarmNames = arns.slice(index, index + NAMES_AT_ONCE).map(nameOfAlarm);
        let NextToken: string | undefined;
        do {
          const reply: DescribeAlarmsCommandOutput = await client.send(
            new DescribeAlarmsCommand({ AlarmNames, AlarmTypes: ["MetricAlarm", "CompositeAlarm"], MaxRecords: NAMES_AT_ONCE, NextToken }),
            { abortSignal: call?.signal },
          );
          for (const alarm of [...(reply.MetricAlarms ?? []), ...(reply.CompositeAlarms ?? [])]) {
            const since = (alarm.StateTransitionedTimestamp ?? alarm.StateUpdatedTimestamp)?.getTime() ?? null;
            if (alarm.AlarmArn) found.set(alarm.AlarmArn, { state: stateOf(alarm.StateValue), reason: alarm.StateReason ?? "", since });
          }
          NextToken = reply.NextToken;
        } while (NextToken !== undefined);
      }
      return Object.fromEntries(arns.map((arn): [string, Seen] => [arn, found.get(arn) ?? { state: "missing", reason: "", since: null }]));
    },

    async beat(heartbeat, call) {
      const { namespace, metricName, dimensions } = heartbeat;
      await client.send(
        new PutMetricDataCommand({
          Namespace: namespace,
          MetricData: [
            {
              MetricName: metricName,
              Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
              Value: 1,
              Unit: "Count",
              // The alarm looks at periods of ten seconds, which only metrics of high resolution have.
              StorageResolution: 1,
            },
          ],
        }),
        { abortSignal: call?.signal },
      );
    },
  };
}

function nameOfAlarm(arn: string): string {
  return parseArn(arn)?.resource.replace(/^alarm:/, "") ?? arn;
}

/** A state that AWS may add one day is no good news. */
function stateOf(state: string | undefined): AlarmState {
  return state === "OK" || state === "ALARM" ? state : "INSUFFICIENT_DATA";
}
