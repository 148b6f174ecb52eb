import {
  DeleteScheduleCommand,
  GetScheduleCommand,
  type GetScheduleCommandOutput,
  type SchedulerClient,
  UpdateScheduleCommand,
} from "@aws-sdk/client-scheduler";
import { isAwsError } from "../../../adapters/clients";

/** Sandbox time until a schedule fires: EventBridge Scheduler knows whole minutes. */
const SOON_MS = 60_000;

/** The schedules of an Orchestrator, in a sandbox: what a rehearsal does with them is over when the sandbox is. */
export class Schedules {
  constructor(
    private readonly client: Pick<SchedulerClient, "send">,
    private readonly group: string,
  ) {}

  /** Moves a schedule to the next minute, with its own target, role and input. Says how; `undefined` when there is none of this name. */
  async moveUp(name: string, now: number): Promise<string | undefined> {
    const found = await this.find(name);
    if (!found) return undefined;
    const at = new Date(now + SOON_MS).toISOString().slice(0, 19);
    const { Target, Description } = found;
    await this.client.send(
      new UpdateScheduleCommand({
        Name: name,
        GroupName: this.group,
        Target,
        ...(Description === undefined ? {} : { Description }),
        ScheduleExpression: `at(${at})`,
        ScheduleExpressionTimezone: "UTC",
        FlexibleTimeWindow: { Mode: "OFF" },
        State: "ENABLED",
      }),
    );
    return `${found.ScheduleExpression} is moved to ${at}`;
  }

  /** Takes a schedule away. One that is gone already is left alone. */
  async remove(name: string): Promise<void> {
    await unlessMissing(this.client.send(new DeleteScheduleCommand({ Name: name, GroupName: this.group })));
  }

  private find(name: string): Promise<GetScheduleCommandOutput | undefined> {
    return unlessMissing(this.client.send(new GetScheduleCommand({ Name: name, GroupName: this.group })));
  }
}

async function unlessMissing<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (thrown) {
    if (isAwsError(thrown, "ResourceNotFoundException")) return undefined;
    throw thrown;
  }
}
