import { CreateScheduleCommand, GetScheduleCommand, type SchedulerClient } from "@aws-sdk/client-scheduler";
import { type ChaosDocument, LATEST_START_SECONDS, MOST_TRIES, type OneTimeSchedule } from "../schedule";

/** How long one call may take. */
const WITHIN_MS = 10_000;

/**
 * Makes a schedule that fires once and is gone. Its name and token derive from the plan, so asking again makes no second one; a schedule of this name
 * that starts something else is an error. https://docs.aws.amazon.com/scheduler/latest/APIReference/API_CreateSchedule.html
 */
export async function scheduleOnce(
  client: Pick<SchedulerClient, "send">,
  { name, groupName, expression, timezone, actionAfterCompletion, input }: OneTimeSchedule,
  { deployment, schedulerRoleArn, deadLetterArn }: ChaosDocument,
): Promise<void> {
  const Input = JSON.stringify(input);
  const call = () => ({ abortSignal: AbortSignal.timeout(WITHIN_MS) });
  try {
    await client.send(
      new CreateScheduleCommand({
        Name: name,
        GroupName: groupName,
        ClientToken: name,
        Description: `Randomised chaos: ${input.experiment}`,
        ScheduleExpression: expression,
        ScheduleExpressionTimezone: timezone,
        FlexibleTimeWindow: { Mode: "OFF" },
        ActionAfterCompletion: actionAfterCompletion,
        State: "ENABLED",
        Target: {
          Arn: deployment.functionArn,
          RoleArn: schedulerRoleArn,
          Input,
          RetryPolicy: { MaximumEventAgeInSeconds: LATEST_START_SECONDS, MaximumRetryAttempts: MOST_TRIES },
          DeadLetterConfig: { Arn: deadLetterArn },
        },
      }),
      call(),
    );
  } catch (thrown) {
    if ((thrown as { readonly name?: string }).name !== "ConflictException") throw thrown;
    const found = await client.send(new GetScheduleCommand({ Name: name, GroupName: groupName }), call());
    if (found.Target?.Input !== Input || found.ScheduleExpression !== expression)
      throw new Error(`a schedule ${name} is there that starts something else: delete it from ${groupName}`);
  }
}
