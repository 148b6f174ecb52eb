import type { PutCompositeAlarmCommandInput } from "@aws-sdk/client-cloudwatch";
import type { cloudwatch } from "@pulumi/aws";
import { compact, only, tagList, tagMap } from "../../convert";
import { inputsOf, type Plainly, resource } from "../../resource-type";
import { retagCloudWatch } from "./common";

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html */
export const compositeAlarm = resource<cloudwatch.CompositeAlarmArgs, cloudwatch.CompositeAlarmState>({
  type: "aws:cloudwatch/compositeAlarm:CompositeAlarm",
  inputs: inputsOf<cloudwatch.CompositeAlarmArgs>()({
    required: ["alarmName", "alarmRule"],
    replaces: ["alarmName", "actionsEnabled"],
    updates: ["actionsSuppressor", "alarmActions", "alarmDescription", "alarmRule", "insufficientDataActions", "okActions", "tags"],
  }),
  defaults: { actionsEnabled: true },
  async create(inputs, context) {
    await context.clients.cloudwatch.putCompositeAlarm({ ...alarmInput(inputs), Tags: tagList(context.tagsOf(inputs)) });
    return inputs.alarmName;
  },
  async read(name, context) {
    const { CompositeAlarms } = await context.clients.cloudwatch.describeAlarms({ AlarmNames: [name], AlarmTypes: ["CompositeAlarm"] });
    const found = only(CompositeAlarms, `alarm ${name}`);
    const { Tags } = await context.clients.cloudwatch.listTagsForResource({ ResourceARN: found.AlarmArn });
    return compact({
      arn: found.AlarmArn,
      alarmName: found.AlarmName,
      alarmRule: found.AlarmRule,
      alarmDescription: found.AlarmDescription,
      actionsEnabled: found.ActionsEnabled,
      tags: tagMap(Tags),
    });
  },
  async update(_name, change, context, known) {
    await context.clients.cloudwatch.putCompositeAlarm(alarmInput(change.news));
    if (change.changed("tags")) await retagCloudWatch(known.arn ?? "", change, context);
  },
  async delete(name, context) {
    await context.clients.cloudwatch.deleteAlarms({ AlarmNames: [name] });
  },
});

function alarmInput(inputs: Plainly<cloudwatch.CompositeAlarmArgs>): PutCompositeAlarmCommandInput {
  const { actionsSuppressor } = inputs;
  return compact<PutCompositeAlarmCommandInput>({
    AlarmName: inputs.alarmName,
    AlarmRule: inputs.alarmRule,
    AlarmDescription: inputs.alarmDescription,
    ActionsEnabled: inputs.actionsEnabled,
    AlarmActions: inputs.alarmActions,
    OKActions: inputs.okActions,
    InsufficientDataActions: inputs.insufficientDataActions,
    ActionsSuppressor: actionsSuppressor?.alarm,
    ActionsSuppressorExtensionPeriod: actionsSuppressor?.extensionPeriod,
    ActionsSuppressorWaitPeriod: actionsSuppressor?.waitPeriod,
  });
}
