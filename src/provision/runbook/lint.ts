import type { Problem } from "../../words";
import type { AutomationDocument, AutomationStep } from "./document";
import { referenceProblems } from "./references";

const STEP_NAME = /^[A-Za-z0-9_]{3,128}$/;
const LONGEST_STEP_SECONDS = 43_200;
/** Automation gives a script no more. https://docs.aws.amazon.com/systems-manager/latest/userguide/automation-action-executeScript.html */
const LONGEST_SCRIPT_SECONDS = 600;
/** Automation runs what `onCancel` leads to for no longer than this. https://docs.aws.amazon.com/systems-manager/latest/userguide/automation-actions.html */
const CANCEL_SECONDS = 120;
/** https://docs.aws.amazon.com/general/latest/gr/ssm.html */
const LARGEST_BYTES = 65_536;

/** Steps that change nothing. */
export function onlyLooks(step: AutomationStep): boolean {
  if (["aws:sleep", "aws:assertAwsResourceProperty", "aws:waitForAwsResourceProperty"].includes(step.action)) return true;
  return step.action === "aws:executeAwsApi" && /^(?:Describe|Get|List)[A-Z]/.test(String(step.inputs.Api));
}

/**
 * What is wrong with a runbook; empty when nothing is. Once something was changed every step leads to the clean-up, on failure and when it is stopped;
 * the clean-up is the end of the regular way too, is there twice, so that a stop that meets it leads to it again, and fits into the two minutes that
 * Automation gives it after a stop.
 */
export function lintAutomation(document: AutomationDocument): readonly Problem[] {
  const { mainSteps: steps } = document;
  const problems: Problem[] = [];
  const add = (code: string, path: string, message: string, remedy: string, given?: unknown) =>
    problems.push({ code, path, message, remedy, ...(given === undefined ? {} : { given }) });
  if (document.schemaVersion !== "0.3")
    add("bad-schema", "schemaVersion", "runbooks have the schema 0.3", "Write 0.3.", document.schemaVersion);
  if (document.description.trim() === "") add("missing", "description", "nothing says what the runbook does", "Describe it.");
  const size = new TextEncoder().encode(JSON.stringify(document)).length;
  if (size > LARGEST_BYTES) add("too-large", "", `the runbook has ${size} bytes`, `Shorten it to ${LARGEST_BYTES}.`);
  if (steps.length === 0)
    add("missing", "mainSteps", "there is no step", "Name at least one that breaks something and one that puts it back.");
  const names = steps.map(({ name }) => name);
  steps.forEach((step, index) => {
    const at = `mainSteps[${index}]`;
    if (!STEP_NAME.test(step.name))
      add("bad-name", `${at}.name`, "this cannot be the name of a step", "Use letters, digits and _.", step.name);
    if (names.indexOf(step.name) !== index) add("same-name", `${at}.name`, "two steps have this name", "Rename one.", step.name);
    boundProblems(step, at, add);
    for (const key of ["onFailure", "onCancel"] as const) {
      const to = step[key];
      if (to === undefined || to === "Abort") continue;
      const target = names.indexOf(to.slice("step:".length));
      if (target < 0) add("unknown-step", `${at}.${key}`, "there is no step of this name", "Name a step of this runbook.", to);
      else if (target <= index) add("backwards", `${at}.${key}`, "the runbook would go back", "Lead it to a later step.", to);
    }
    if (step.isEnd === true && index !== steps.length - 1)
      add(
        "early-end",
        `${at}.isEnd`,
        "the steps after this one are reached only by a failure",
        "Let the clean-up be the end of the regular way too.",
      );
  });
  if (steps.at(-1) && steps.at(-1)?.isEnd !== true)
    add("no-end", `mainSteps[${steps.length - 1}].isEnd`, "the last step is not marked as the end", "Write isEnd: true.");
  rollbackProblems(steps, add);
  return [...problems, ...referenceProblems(document)];
}

type Add = (code: string, path: string, message: string, remedy: string, given?: unknown) => void;

function boundProblems(step: AutomationStep, at: string, add: Add): void {
  if (step.action === "aws:sleep") {
    const { Duration } = step.inputs;
    if (typeof Duration !== "string" || !/^(?:P|\{\{)/.test(Duration))
      add("no-bound", `${at}.inputs.Duration`, "nothing says how long it sleeps", "Give an ISO 8601 duration.", Duration);
    return;
  }
  const most = step.action === "aws:executeScript" ? LONGEST_SCRIPT_SECONDS : LONGEST_STEP_SECONDS;
  const { timeoutSeconds } = step;
  if (timeoutSeconds === undefined || !Number.isInteger(timeoutSeconds) || timeoutSeconds < 1 || timeoutSeconds > most)
    add("no-bound", `${at}.timeoutSeconds`, `the step is not bounded by 1 to ${most} seconds`, "Give it a time-out.", timeoutSeconds);
}

function rollbackProblems(steps: readonly AutomationStep[], add: Add): void {
  const first = steps.findIndex((step) => !onlyLooks(step));
  if (first < 0) {
    add("nothing-changes", "mainSteps", "no step changes anything", "A runbook that breaks nothing tests nothing.");
    return;
  }
  const entry = steps.findIndex(({ name }) => steps[first]?.onCancel === `step:${name}`);
  if (entry <= first) {
    add(
      "no-rollback",
      `mainSteps[${first}].onCancel`,
      "nothing puts back what this step does when the runbook is stopped",
      "Add a step that does, and lead onCancel and onFailure to it.",
      steps[first]?.onCancel,
    );
    return;
  }
  const cleanup = `step:${steps[entry]?.name}`;
  steps.slice(first, entry).forEach((step, offset) => {
    for (const key of ["onFailure", "onCancel"] as const)
      if (step[key] !== cleanup)
        add(
          "no-rollback",
          `mainSteps[${first + offset}].${key}`,
          "something was changed by now, and this leaves it so",
          `Write "${cleanup}".`,
          step[key],
        );
  });
  const after = steps.slice(entry);
  if (after.some(({ action }) => action === "aws:sleep"))
    add(
      "sleepy-rollback",
      `mainSteps[${entry}]`,
      "the clean-up sleeps",
      "Automation cannot go on to a sleep when it is stopped: remove it.",
    );
  if (after.every(onlyLooks)) add("no-rollback", `mainSteps[${entry}]`, "the clean-up changes nothing", "Put back what was changed.");
  twiceProblems(after, entry, add);
  const seconds = after.reduce((sum, { timeoutSeconds = 0, maxAttempts = 1 }) => sum + timeoutSeconds * maxAttempts, 0);
  if (seconds > CANCEL_SECONDS)
    add(
      "slow-rollback",
      `mainSteps[${entry}]`,
      `the clean-up may take ${seconds}s, and after a stop it has ${CANCEL_SECONDS}s`,
      "Shorten its time-outs.",
      seconds,
    );
}

/** A stop that meets the clean-up ends the step that is at work, and leads on: to the whole of it once more. */
function twiceProblems(after: readonly AutomationStep[], entry: number, add: Add): void {
  const half = Math.ceil(after.length / 2);
  const [once, again] = [after.slice(0, half), after.slice(half)];
  // What is known only later has a number of its own wherever it stands.
  const deeds = (steps: readonly AutomationStep[]) =>
    JSON.stringify(steps.map(({ action, inputs }) => [action, inputs])).replaceAll(/⟦later:\d+⟧/g, "⟦later⟧");
  if (deeds(once) !== deeds(again)) {
    add(
      "rollback-once",
      `mainSteps[${entry}]`,
      "a stop that meets the clean-up ends it in the middle, and nothing does it again",
      "Put the steps of the clean-up there twice.",
    );
    return;
  }
  const second = `step:${again[0]?.name}`;
  once.forEach((step, offset) => {
    for (const key of ["onFailure", "onCancel"] as const)
      if (step[key] !== second)
        add(
          "rollback-once",
          `mainSteps[${entry + offset}].${key}`,
          "what ends this step leaves what it has not put back",
          `Write "${second}".`,
          step[key],
        );
  });
}
