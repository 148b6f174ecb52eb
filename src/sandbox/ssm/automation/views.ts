import { type ExecutionRecord, isOver, type StepRecord } from "./records";
import { type Runbook, readRunbook, type Step } from "./runbook";
import { asText } from "./select";

/** AWS says so of outputs of steps that were not run, or failed. */
const NO_OUTPUT = "No output available yet because the step is not successfully executed";
/** The model takes no longer value of an output. */
const LONGEST_VALUE = 512;

const when = (ms: number | undefined) => (ms === undefined ? undefined : new Date(ms));
const valuesOf = (value: unknown): string[] =>
  (Array.isArray(value) ? value : [value])
    .map(asText)
    .filter((text) => text !== "")
    .map((text) => text.slice(0, LONGEST_VALUE));
const filled = <T extends object>(map: T): T | undefined => (Object.keys(map).length > 0 ? map : undefined);

export function stepView(runbook: Runbook, state: StepRecord) {
  const step = runbook.steps.find(({ name }) => name === state.name);
  const outputs = Object.fromEntries(Object.entries(state.outputs).map(([name, value]) => [name, valuesOf(value)]));
  return {
    StepExecutionId: state.id,
    StepName: state.name,
    Action: state.action,
    StepStatus: state.status,
    ExecutionStartTime: when(state.startedAt),
    ExecutionEndTime: when(state.endedAt),
    Inputs: state.inputs,
    Outputs: filled(outputs),
    Response: state.status === "Success" ? "Success" : undefined,
    ResponseCode: state.status === "Success" ? "0" : undefined,
    FailureMessage: state.failure,
    ...(step ? asWritten(runbook, step) : {}),
  };
}

function asWritten({ steps }: Runbook, step: Step) {
  const next = step.nextStep ?? steps[steps.indexOf(step) + 1]?.name;
  return {
    TimeoutSeconds: step.timeoutSeconds,
    OnFailure: step.onFailure,
    MaxAttempts: step.maxAttempts,
    IsEnd: step.isEnd,
    IsCritical: step.isCritical,
    NextStep: step.isEnd ? undefined : next,
    ValidNextSteps: next === undefined || step.isEnd ? [] : [next],
  };
}

function outputsOf(runbook: Runbook, record: ExecutionRecord): Record<string, string[]> | undefined {
  const named = runbook.outputs.map((name): [string, string[]] => {
    const [step = "", ...output] = name.split(".");
    const value = record.steps.find((one) => one.name === step)?.outputs[output.join(".") || "OutputPayload"];
    return [name, value === undefined ? [NO_OUTPUT] : valuesOf(value)];
  });
  return filled(Object.fromEntries(named));
}

/** What both the list and the single automation show. */
export function summary(record: ExecutionRecord) {
  const current = isOver(record) ? undefined : record.steps.find(({ name }) => name === record.at);
  return {
    AutomationExecutionId: record.id,
    DocumentName: record.documentName,
    DocumentVersion: record.documentVersion,
    AutomationExecutionStatus: record.status,
    ExecutionStartTime: when(record.startedAt),
    ExecutionEndTime: when(record.endedAt),
    ExecutedBy: record.starter.arn,
    Mode: "Auto",
    CurrentStepName: current?.name,
    CurrentAction: current?.action,
    FailureMessage: record.verdict?.message || undefined,
    Outputs: outputsOf(readRunbook(record.content, record.format), record),
    Targets: [],
    ResolvedTargets: { ParameterValues: [], Truncated: false },
  };
}

export function executionView(record: ExecutionRecord) {
  const runbook = readRunbook(record.content, record.format);
  return {
    ...summary(record),
    Parameters: filled(record.given),
    StepExecutions: record.steps.map((state) => stepView(runbook, state)),
    StepExecutionsTruncated: false,
  };
}
