import type { PlanDayRequest } from "../experiment";
import { EXIT, FaultlineError } from "../words";

/** Refuses: a plan of randomised chaos is made by `faultline schedule --preview` and committed, and nothing deployed draws one by itself. */
export function planDay({ scheduledAt }: PlanDayRequest): never {
  throw new FaultlineError(
    "plan-day-unsupported",
    `No plan is drawn for ${scheduledAt}: this function runs experiments that are asked for by name.`,
    {
      exitCode: EXIT.usage,
      remedy: "Give the experiment a schedule in the Orchestrator, and remove what sent this request.",
    },
  );
}
