import { type Call, type Handler, regionalScope } from "../../kernel/cloud";
import { conflict, invalid, notFound } from "../errors";
import { fisArn, type LeverRecord, type Tables } from "../records";
import type { Runner } from "../runner";

const ID = "default";
const DISENGAGED: LeverRecord = { status: "disengaged", reason: "Safety lever has not been engaged." };

/** The lever of an account and Region. Anything but `disengaged` keeps experiments from starting. */
export function leverOf(tables: Tables, scope: string): LeverRecord {
  return tables.levers.in(scope).get(ID) ?? DISENGAGED;
}

/** https://docs.aws.amazon.com/fis/latest/userguide/safety-lever.html */
export function leverOperations(tables: Tables, runner: Runner) {
  const set = (scope: string, lever: LeverRecord) => tables.levers.in(scope).set(ID, lever);
  const view = (call: Call) => {
    const { status, reason } = leverOf(tables, regionalScope(call));
    return { safetyLever: { id: ID, arn: fisArn(call, `safety-lever/${ID}`), state: { status, reason } } };
  };
  const check = (id: string) => {
    if (id !== ID) throw notFound(`SafetyLever with ID ${id} not found.`);
  };
  /** Engaged once the last experiment has ended. */
  const settle = (scope: string) => {
    const lever = leverOf(tables, scope);
    if (lever.status === "engaging" && runner.active(scope).length === 0) set(scope, { ...lever, status: "engaged" });
  };
  runner.onEnded(settle);

  return {
    GetSafetyLever: (input: { id: string }, call) => {
      check(input.id);
      settle(regionalScope(call));
      return view(call);
    },

    UpdateSafetyLeverState: (input: { id: string; state: { status: "engaged" | "disengaged"; reason: string } }, call) => {
      check(input.id);
      const scope = regionalScope(call);
      settle(scope);
      const { status, reason } = input.state;
      const before = leverOf(tables, scope);
      if (reason.trim() === "") throw invalid("A reason is required to change the state of the safety lever.");
      if (before.status === "engaging") throw conflict("The safety lever is engaging. Wait until it is engaged.");
      if (before.status === status)
        throw conflict(`The safety lever is already ${status}. Its reason cannot be changed without its status.`);
      if (status === "disengaged") {
        set(scope, { status, reason });
      } else {
        set(scope, { status: "engaging", reason });
        for (const experiment of runner.active(scope)) runner.stop(experiment.id, "safety-lever");
        settle(scope);
      }
      return view(call);
    },
  } satisfies Record<string, Handler>;
}
