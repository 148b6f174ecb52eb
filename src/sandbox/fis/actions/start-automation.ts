import { createHash } from "node:crypto";
import type { Acting } from "../../common/identity";
import { AwsError } from "../../kernel/error";
import { flooredMs } from "../../plane/deps";
import { ExperimentFailure } from "../errors";
import { documentParametersOf } from "./document-parameters";
import type { ActionContext, Effect, Undo } from "./types";

const POLL_MS = 2_000;
/** How long a runbook that is stopped may take to put back what it did: Automation gives it two minutes. */
const ROLLBACK_MS = 5 * 60_000;
/** Its scripts are programs of this machine: they get so much real time at any speed. */
const LEAST_REAL_MS = 150_000;
const GOING = new Set(["Pending", "InProgress", "Waiting", "Cancelling"]);

interface Automation {
  readonly AutomationExecutionStatus?: string;
  readonly FailureMessage?: string;
}

/**
 * aws:ssm:start-automation-execution — starts the runbook as the experiment role, which must be allowed to pass the role that the runbook assumes, and
 * follows it. It is done when the runbook is, and fails when that ends otherwise or takes longer than `maxDuration`. When the action is stopped or
 * fails the runbook is cancelled, which lets it go on to the steps that its `onCancel` names, and nothing more: what they do not put back stays.
 */
export const startAutomation: Effect = {
  run: async (context) => {
    const as = context.batches[0]?.as;
    if (!as) throw new ExperimentFailure({ code: "ConfigurationFailure", reason: "There is no account to start the automation in." });
    const input = {
      DocumentName: context.parameter("documentArn") ?? "",
      DocumentVersion: context.parameter("documentVersion") || undefined,
      Parameters: documentParametersOf(context.parameter("documentParameters")),
      ClientToken: tokenOf(context),
    };
    const { AutomationExecutionId: id } = await context.cloud.invoke<{ AutomationExecutionId: string }>(
      "ssm",
      "StartAutomationExecution",
      input,
      as,
    );
    context.undo("stop-automation", as, { id }, "interrupted");
    await follow(context, as, id);
    return undefined;
  },
  undo: {
    "stop-automation": async (cloud, as, data) => {
      const id = data.id as string;
      const going = async () => GOING.has((await look(cloud, as, id)).AutomationExecutionStatus ?? "");
      if (!(await going())) return;
      try {
        await cloud.invoke("ssm", "StopAutomationExecution", { AutomationExecutionId: id, Type: "Cancel" }, as);
      } catch (problem) {
        // It has ended meanwhile, or somebody else has stopped it.
        if (!(problem instanceof AwsError) || problem.code !== "InvalidAutomationStatusUpdateException") throw problem;
      }
      const patience = flooredMs(cloud.clock, ROLLBACK_MS, LEAST_REAL_MS);
      for (let waited = 0; waited < patience && (await going()); waited += POLL_MS) await cloud.clock.sleep(POLL_MS);
    },
  },
};

async function follow(context: ActionContext, as: Acting, id: string): Promise<void> {
  const longest = context.duration("maxDuration");
  const began = context.cloud.clock.now();
  while (!context.signal.aborted) {
    const { AutomationExecutionStatus: status = "", FailureMessage } = await look(context.cloud, as, id);
    if (context.signal.aborted || status === "Success") return;
    if (!GOING.has(status)) {
      const reason = `Automation ${id} ended with status ${status}.${FailureMessage ? ` ${FailureMessage}` : ""}`;
      throw new ExperimentFailure({ code: "DependentServiceFailure", reason });
    }
    const left = began + longest - context.cloud.clock.now();
    if (left <= 0) {
      const reason = `Automation ${id} did not end within ${context.parameter("maxDuration") ?? "its maxDuration"}.`;
      throw new ExperimentFailure({ code: "DependentServiceFailure", reason });
    }
    await context.hold(Math.min(POLL_MS, left));
  }
}

async function look(cloud: Parameters<Undo>[0], as: Acting, id: string): Promise<Automation> {
  const answer = await cloud.invoke<{ AutomationExecution?: Automation }>(
    "ssm",
    "GetAutomationExecution",
    { AutomationExecutionId: id },
    as,
  );
  return answer.AutomationExecution ?? {};
}

/** A UUID of the experiment and the action: the same action never starts two automations. */
function tokenOf({ experimentArn, name }: ActionContext): string {
  const digits = createHash("sha256").update(`${experimentArn} ${name}`).digest("hex");
  return [digits.slice(0, 8), digits.slice(8, 12), digits.slice(12, 16), digits.slice(16, 20), digits.slice(20, 32)].join("-");
}
