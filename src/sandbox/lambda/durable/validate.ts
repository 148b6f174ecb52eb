import { invalid } from "../errors";
import { type ErrorRecord, isDone, type OperationRecord } from "./records";

/** One update of a checkpoint as the API gives it. */
export interface Update {
  readonly Id: string;
  readonly ParentId?: string;
  readonly Name?: string;
  readonly Type: OperationRecord["type"];
  readonly SubType?: string;
  readonly Action: "START" | "SUCCEED" | "FAIL" | "RETRY" | "CANCEL";
  readonly Payload?: string;
  readonly Error?: ErrorRecord;
  readonly StepOptions?: { readonly NextAttemptDelaySeconds?: number };
  readonly WaitOptions?: { readonly WaitSeconds?: number };
  readonly CallbackOptions?: { readonly TimeoutSeconds?: number; readonly HeartbeatTimeoutSeconds?: number };
  readonly ChainedInvokeOptions?: { readonly FunctionName: string };
  readonly ContextOptions?: { readonly ReplayChildren?: boolean };
}

const ACTIONS: Readonly<Record<Update["Type"], readonly Update["Action"][]>> = {
  EXECUTION: ["SUCCEED", "FAIL"],
  CONTEXT: ["START", "SUCCEED", "FAIL"],
  STEP: ["START", "SUCCEED", "FAIL", "RETRY"],
  WAIT: ["START", "CANCEL"],
  CALLBACK: ["START", "CANCEL"],
  CHAINED_INVOKE: ["START", "CANCEL"],
};

/** Quotas: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const MOST_RESULT = 262_144;
const MOST_ERROR = 32_768;

/** Throws InvalidParameterValueException for an update that does not fit what the operation is now. */
export function checkUpdate(update: Update, now: OperationRecord | undefined): void {
  const { Type: type, Action: action } = update;
  if (!ACTIONS[type].includes(action)) throw invalid("Invalid action for the given operation type.");
  if (now && now.type !== type) throw invalid(`Operation ${update.Id} is of type ${now.type}, not ${type}.`);
  if (action === "SUCCEED" && update.Error !== undefined) throw invalid("Cannot provide an Error for SUCCEED action.");
  if (action === "FAIL" && update.Payload !== undefined) throw invalid("Cannot provide a Payload for FAIL action.");
  if (type !== "EXECUTION" && Buffer.byteLength(update.Payload ?? "") > MOST_RESULT) {
    throw invalid(`${type} output payload size must be less than or equal to ${MOST_RESULT} bytes.`);
  }
  if (update.Error !== undefined && Buffer.byteLength(JSON.stringify(update.Error)) > MOST_ERROR) {
    throw invalid(`Error object size must be less than or equal to ${MOST_ERROR} bytes.`);
  }
  if (type === "STEP") {
    checkStep(update, now);
    return;
  }
  if (action === "START" && now) throw invalid(`Cannot start a ${type} that already exists.`);
  if (action === "CANCEL" && (!now || isDone(now))) throw invalid(`Cannot cancel a ${type} that does not exist or has already completed.`);
  if (type === "CONTEXT" && action !== "START" && now && now.status !== "STARTED") throw invalid("Invalid current CONTEXT state to close.");
  if (type === "WAIT" && action === "START" && update.WaitOptions?.WaitSeconds === undefined) {
    throw invalid("Invalid WaitOptions for the given action.");
  }
  if (type === "CHAINED_INVOKE" && action === "START" && update.ChainedInvokeOptions === undefined) {
    throw invalid("Invalid ChainedInvokeOptions for the given action.");
  }
}

function checkStep(
  { Action: action, StepOptions: options, Payload: payload, Error: error }: Update,
  now: OperationRecord | undefined,
): void {
  const status = now?.status;
  if (action === "START" && status !== undefined && status !== "READY") throw invalid("Invalid current STEP state to start.");
  if (action !== "START" && status !== undefined && status !== "STARTED" && status !== "READY") {
    throw invalid(`Invalid current STEP state to ${action === "RETRY" ? "re-attempt" : "close"}.`);
  }
  if (action !== "RETRY") return;
  if (options?.NextAttemptDelaySeconds === undefined) throw invalid("Invalid StepOptions for the given action.");
  if (payload !== undefined && error !== undefined) throw invalid("Cannot provide both error and payload to RETRY a STEP.");
}
