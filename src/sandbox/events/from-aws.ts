import { whereOf } from "../common/identity";
import type { Cancel } from "../kernel/clock";
import type { Cloud, Happenings } from "../kernel/cloud";
import { publish } from "./publish";

/** A notice comes this long before the interruption. */
const NOTICE_MS = 120_000;

interface ShownAlarm {
  readonly StateReasonData?: string;
  readonly AlarmDescription?: string;
  readonly AlarmRule?: string;
}

/** Puts what other services of the sandbox do on the default bus, as AWS does. Gives what ends it. */
export function publishHappenings(cloud: Cloud): () => void {
  const reasons = new Map<string, string>();
  const notices = new Set<Cancel>();
  const offs = [
    cloud.bus.on("experiment-state-changed", (change) => experiment(cloud, change, reasons)),
    cloud.bus.on("alarm-state-changed", (change) => {
      alarm(cloud, change).catch((problem: unknown) =>
        cloud.log("an alarm's change was not published", { problem: problem instanceof Error ? problem.message : String(problem) }),
      );
    }),
    cloud.bus.on("spot-interruption-sent", (sent) => {
      spot(cloud, sent, "EC2 Instance Rebalance Recommendation", {});
      const tell = () => spot(cloud, sent, "EC2 Spot Instance Interruption Warning", { "instance-action": behaviourOf(cloud, sent) });
      const notice = cloud.clock.after(Math.max(0, sent.interruptAt - NOTICE_MS - cloud.clock.now()), () => {
        notices.delete(notice);
        tell();
      });
      notices.add(notice);
    }),
  ];
  return () => {
    for (const cancel of notices) cancel();
    for (const off of offs) off();
  };
}

/** https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/spot-instance-termination-notices.html */
function spot(cloud: Cloud, sent: Happenings["spot-interruption-sent"], detailType: string, more: object): void {
  const where = whereOf(sent.scope);
  const resources = [`arn:aws:ec2:${where.region}:${where.accountId}:instance/${sent.instanceId}`];
  const detail = { "instance-id": sent.instanceId, ...more };
  publish(cloud, where, undefined, { source: "aws.ec2", detailType, resources, at: cloud.clock.now(), detail });
}

/** What becomes of the instance, in the words of the notice. */
function behaviourOf(cloud: Cloud, { scope, instanceId }: Happenings["spot-interruption-sent"]): string {
  const record = cloud.state.table<{ readonly interruption?: string }>("ec2.instances").in(scope).get(instanceId);
  return record?.interruption ?? "terminate";
}

/** https://docs.aws.amazon.com/fis/latest/userguide/monitoring-eventbridge.html */
function experiment(cloud: Cloud, change: Happenings["experiment-state-changed"], reasons: Map<string, string>): void {
  const { scope, experimentId, arn, status, previous, reason } = change;
  const record = cloud.state.table<{ readonly templateId?: string }>("fis.experiments").in(scope).get(experimentId);
  const before = reasons.get(experimentId);
  reasons.set(experimentId, reason);
  if (["completed", "stopped", "failed", "cancelled"].includes(status)) reasons.delete(experimentId);
  publish(cloud, whereOf(scope), undefined, {
    ...{ source: "aws.fis", detailType: "FIS Experiment State Change", resources: [arn], at: cloud.clock.now() },
    detail: {
      "experiment-id": experimentId,
      ...(record?.templateId === undefined ? {} : { "experiment-template-id": record.templateId }),
      "new-state": { status, reason },
      "old-state": { status: previous, reason: before ?? `Experiment is ${previous}.` },
    },
  });
}

const timestamp = (at: number) => new Date(at).toISOString().replace("Z", "+0000");

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-and-eventbridge.html */
async function alarm(cloud: Cloud, change: Happenings["alarm-state-changed"]): Promise<void> {
  const where = whereOf(change.scope);
  const { MetricAlarms = [], CompositeAlarms = [] } = await cloud.invoke<{ MetricAlarms?: ShownAlarm[]; CompositeAlarms?: ShownAlarm[] }>(
    "cloudwatch",
    "DescribeAlarms",
    { AlarmNames: [change.alarmName], AlarmTypes: ["MetricAlarm", "CompositeAlarm"] },
    { ...where, principal: { kind: "service", arn: "events.amazonaws.com" } },
  );
  const shown = MetricAlarms[0] ?? CompositeAlarms[0];
  publish(cloud, where, undefined, {
    ...{ source: "aws.cloudwatch", detailType: "CloudWatch Alarm State Change", resources: [change.alarmArn], at: change.at },
    detail: {
      alarmName: change.alarmName,
      state: {
        ...{ value: change.state, reason: change.reason, timestamp: timestamp(change.at) },
        ...(shown?.StateReasonData === undefined ? {} : { reasonData: shown.StateReasonData }),
      },
      previousState: { value: change.previous },
      configuration: {
        ...(shown?.AlarmDescription === undefined ? {} : { description: shown.AlarmDescription }),
        ...(shown?.AlarmRule === undefined ? {} : { alarmRule: shown.AlarmRule }),
      },
    },
  });
}
