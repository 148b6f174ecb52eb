import type { CreateScheduleCommandInput, GetScheduleCommandOutput, Target } from "@aws-sdk/client-scheduler";
import type { scheduler } from "@pulumi/aws";
import { camel, compact, pascal } from "../../convert";
import { inputsOf, type Plainly, resource } from "../../resource-type";

type Args = Plainly<scheduler.ScheduleArgs>;

/** https://docs.aws.amazon.com/scheduler/latest/APIReference/API_CreateSchedule.html */
export const schedule = resource<scheduler.ScheduleArgs, scheduler.ScheduleState>({
  type: "aws:scheduler/schedule:Schedule",
  inputs: inputsOf<scheduler.ScheduleArgs>()({
    required: ["flexibleTimeWindow", "scheduleExpression", "target"],
    replaces: ["groupName", "name", "namePrefix"],
    updates: [
      "actionAfterCompletion",
      "description",
      "endDate",
      "flexibleTimeWindow",
      "kmsKeyArn",
      "scheduleExpression",
      "scheduleExpressionTimezone",
      "startDate",
      "state",
      "target",
    ],
  }),
  naming: { property: "name", prefix: "namePrefix", max: 64 },
  defaults: { groupName: "default", scheduleExpressionTimezone: "UTC", state: "ENABLED" },
  async create(inputs, context) {
    await context.clients.scheduler.createSchedule(requestOf(inputs));
    return `${inputs.groupName}/${inputs.name}`;
  },
  async read(id, context, known) {
    return stateOf(await context.clients.scheduler.getSchedule(keyOf(id)), known);
  },
  async update(_id, { news }, context) {
    // AWS replaces the whole schedule: what is not said again is gone.
    await context.clients.scheduler.updateSchedule(requestOf(news));
  },
  async delete(id, context) {
    await context.clients.scheduler.deleteSchedule(keyOf(id));
  },
});

function keyOf(id: string) {
  const [GroupName = "", Name = ""] = id.split("/");
  return { GroupName, Name };
}

function requestOf(inputs: Args): CreateScheduleCommandInput {
  const date = (text: string | undefined) => (text === undefined ? undefined : new Date(text));
  return compact({
    Name: inputs.name,
    GroupName: inputs.groupName,
    Description: inputs.description,
    ScheduleExpression: inputs.scheduleExpression,
    ScheduleExpressionTimezone: inputs.scheduleExpressionTimezone,
    StartDate: date(inputs.startDate),
    EndDate: date(inputs.endDate),
    State: inputs.state as "ENABLED" | undefined,
    KmsKeyArn: inputs.kmsKeyArn,
    ActionAfterCompletion: inputs.actionAfterCompletion as "NONE" | undefined,
    FlexibleTimeWindow: pascal<CreateScheduleCommandInput["FlexibleTimeWindow"]>(inputs.flexibleTimeWindow),
    Target: targetOf(inputs.target),
  });
}

/** Everything but the tags of ECS tasks and SQS groups has Pulumi's names with a capital. */
function targetOf(target: Args["target"]): Target {
  return pascal<Target>(target);
}

function stateOf(
  found: GetScheduleCommandOutput,
  known: Partial<Plainly<scheduler.ScheduleState>>,
): Partial<Plainly<scheduler.ScheduleState>> {
  /** The moment as the program wrote it when it is the same moment. */
  const moment = (at: Date | undefined, written: string | undefined) =>
    at !== undefined && written !== undefined && new Date(written).getTime() === at.getTime() ? written : at?.toISOString();
  const target = found.Target && camel<NonNullable<Plainly<scheduler.ScheduleState>["target"]>>(found.Target);
  return compact({
    arn: found.Arn,
    name: found.Name,
    groupName: found.GroupName,
    actionAfterCompletion: found.ActionAfterCompletion,
    description: found.Description ?? "",
    startDate: moment(found.StartDate, known.startDate),
    endDate: moment(found.EndDate, known.endDate),
    scheduleExpression: found.ScheduleExpression,
    scheduleExpressionTimezone: found.ScheduleExpressionTimezone,
    state: found.State,
    kmsKeyArn: found.KmsKeyArn,
    flexibleTimeWindow:
      found.FlexibleTimeWindow && camel<NonNullable<Plainly<scheduler.ScheduleState>["flexibleTimeWindow"]>>(found.FlexibleTimeWindow),
    target,
  });
}
