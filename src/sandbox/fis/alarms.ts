import type { Acting } from "../common/identity";
import type { Cloud } from "../kernel/cloud";

interface Described {
  MetricAlarms?: { AlarmArn?: string; StateValue?: string }[];
  CompositeAlarms?: { AlarmArn?: string; StateValue?: string }[];
}

/** Each alarm with its state now; no state when there is no such alarm. Composite alarms count like others. */
export async function everyAlarm(cloud: Cloud, as: Acting, arns: readonly string[]): Promise<{ arn: string; state: string | undefined }[]> {
  return Promise.all(
    arns.map(async (arn) => {
      const [, , , region = as.region, accountId = as.accountId, , ...name] = arn.split(":");
      const input = { AlarmNames: [name.join(":")], AlarmTypes: ["MetricAlarm", "CompositeAlarm"] };
      const answer = await cloud.invoke<Described>("cloudwatch", "DescribeAlarms", input, { ...as, region, accountId });
      const alarm = [...(answer.MetricAlarms ?? []), ...(answer.CompositeAlarms ?? [])].find((one) => one.AlarmArn === arn);
      return { arn, state: alarm?.StateValue };
    }),
  );
}
