import type { Acting } from "../../common/identity";
import { ssmEffect } from "../../ssm/documents/catalogue";
import { ExperimentFailure } from "../errors";
import { nameIn } from "../resolve/types";
import { documentParametersOf } from "./document-parameters";
import { type ActionContext, type Effect, NOT_SIMULATED, type Undo } from "./types";

const POLL_MS = 2_000;
/** How long a cancelled command may take to roll back. */
const ROLLBACK_MS = 5 * 60_000;
const GOING = new Set(["Pending", "InProgress", "Delayed", "Cancelling"]);

interface Command {
  CommandId: string;
  Status?: string;
  StatusDetails?: string;
}

/**
 * aws:ssm:send-command — runs the document on the instances and watches it for `duration`. A command that ends other
 * than successfully fails the action. When the action is stopped the command is cancelled, which rolls AWSFIS documents
 * back; when the duration is over before the command is, the command runs on.
 */
export const sendCommand: Effect = {
  run: async (context) => {
    const parameters = documentParametersOf(context.parameter("documentParameters"));
    const document = context.parameter("documentArn") ?? "";
    const commands: { as: Acting; id: string }[] = [];
    for (const { as, arns } of context.batches) {
      const input = {
        DocumentName: document,
        DocumentVersion: context.parameter("documentVersion") || undefined,
        InstanceIds: arns.map(nameIn),
        Parameters: parameters,
        Comment: `Started by ${context.experimentId}`,
      };
      const { Command } = await context.cloud.invoke<{ Command: Command }>("ssm", "SendCommand", input, as);
      commands.push({ as, id: Command.CommandId });
      context.undo("cancel-command", as, { commandId: Command.CommandId }, "interrupted");
    }
    await watch(context, commands);
    return ssmEffect(document, parameters) === "real" ? undefined : NOT_SIMULATED;
  },
  undo: {
    "cancel-command": async (cloud, as, data) => {
      const commandId = data.commandId as string;
      const going = async () => GOING.has((await statusOf(cloud, as, commandId))?.Status ?? "");
      if (!(await going())) return;
      await cloud.invoke("ssm", "CancelCommand", { CommandId: commandId }, as);
      for (let waited = 0; waited < ROLLBACK_MS && (await going()); waited += POLL_MS) await cloud.clock.sleep(POLL_MS);
    },
  },
};

async function watch(context: ActionContext, commands: readonly { as: Acting; id: string }[]): Promise<void> {
  const length = context.duration("duration");
  for (let waited = 0; waited < length && !context.signal.aborted; waited += POLL_MS) {
    await context.hold(Math.min(POLL_MS, length - waited));
    for (const { as, id } of commands) {
      const command = await statusOf(context.cloud, as, id);
      const status = command?.Status ?? "";
      if (context.signal.aborted || GOING.has(status) || status === "Success") continue;
      const reason = `Command ${id} ended with status ${command?.StatusDetails ?? status}.`;
      throw new ExperimentFailure({ code: "DependentServiceFailure", reason });
    }
  }
}

async function statusOf(cloud: Parameters<Undo>[0], as: Acting, CommandId: string): Promise<Command | undefined> {
  const { Commands = [] } = await cloud.invoke<{ Commands?: Command[] }>("ssm", "ListCommands", { CommandId }, as);
  return Commands[0];
}
