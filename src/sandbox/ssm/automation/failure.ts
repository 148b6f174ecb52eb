import { AwsError } from "../../kernel/error";

/** A step that did not come to its good end: what becomes its FailureMessage. Never reaches a caller. */
export class StepFailure extends Error {
  constructor(
    message: string,
    readonly kind: "Failed" | "TimedOut" = "Failed",
  ) {
    super(message);
    this.name = "StepFailure";
  }
}

const GUIDE = "Please refer to Automation Service Troubleshooting Guide for more diagnosis details.";

/** While a step acts, in the words in which AWS puts what a service has answered. */
export function acting(problem: unknown, operation: string): StepFailure {
  if (problem instanceof StepFailure) return problem;
  const said =
    problem instanceof AwsError
      ? `An error occurred (${problem.code}) when calling the ${operation} operation: ${problem.message}`
      : String(problem);
  return failing(said);
}

/** A step that fails for a reason of its own. */
export const failing = (why: string) => new StepFailure(`Step fails when it is Execute/Cancelling action. ${closed(why)} ${GUIDE}`);

/** What a script came to that did not return. */
export const scripted = (why: string) =>
  new StepFailure(`Step fails when it is Poll action status for completion. ${closed(why)} ${GUIDE}`);

export const timedOut = () => new StepFailure(`Step timed out while step is Execute/Cancelling action. ${GUIDE}`, "TimedOut");

/** What AWS has and the sandbox has not, by name, with a way on. */
export const notHere = (what: string, wayOn: string) => failing(`The Faultline sandbox does not run ${what}. ${wayOn}`);

const closed = (sentence: string) => (/[.!?]$/.test(sentence) ? sentence : `${sentence}.`);
