import type { Acting } from "../../common/identity";
import type { Cancel } from "../../kernel/clock";
import type { Call, Cloud } from "../../kernel/cloud";
import type { ResolvedTarget, TemplateAction } from "../records";

/** A group of targets in one account, and the role to touch them with. */
export interface Batch {
  readonly as: Acting;
  readonly roleArn: string;
  readonly targets: readonly ResolvedTarget[];
  readonly arns: readonly string[];
}

/** What an action may do and know. Whatever it changes for a while it first hands to `undo` or `defer`. */
export interface ActionContext {
  readonly cloud: Cloud;
  readonly name: string;
  readonly action: TemplateAction;
  readonly experimentId: string;
  readonly experimentArn: string;
  /** Its targets, by account. Empty for actions without targets. */
  readonly batches: readonly Batch[];
  /** Aborted when the action is to stop. */
  readonly signal: AbortSignal;
  /** A parameter's value as given, or its default. */
  parameter(name: string): string | undefined;
  /** Milliseconds of a duration parameter; 0 when it was not given. */
  duration(name: string): number;
  /** Waits that long in sandbox time, or until the action is stopped. */
  hold(ms: number): Promise<void>;
  /**
   * Writes down how an effect is taken back, before it is made; done at the end of the action, however it ends, or with
   * `interrupted` only when it is stopped or fails.
   */
  undo(kind: string, as: Acting, data: Record<string, unknown>, when?: "always" | "interrupted"): void;
  /** The same for effects that live in this process only. */
  defer(cancel: Cancel): void;
  /** Evaluates permissions of the role for something FIS does by its own means. */
  authorize(as: Acting, action: string, resource: string, context?: Record<string, string | readonly string[]>): void;
}

/**
 * An action's effect. Resolves when the action is through (its duration has elapsed, or it was stopped); what was
 * handed to `undo` and `defer` is taken back after that. Throwing fails the action, and with it the experiment.
 *
 * @returns the reason that the action's state shows; by default that it was completed
 */
export type Run = (context: ActionContext) => Promise<string | undefined>;

/** Takes one kind of effect back. `tolerant` of what is gone already: it may run twice. */
export type Undo = (cloud: Cloud, as: Acting, data: Record<string, unknown>) => Promise<void>;

export interface Effect {
  readonly run: Run;
  readonly undo?: Readonly<Record<string, Undo>>;
}

/** For `cloud.authorize`: who calls what. */
export function callOf(as: Acting, operation: string): Pick<Call, "accountId" | "principal" | "service" | "operation" | "region"> {
  return { ...as, service: "fis", operation };
}

/** What action and experiment states say of an effect that the sandbox does not have. */
export const NOT_SIMULATED = "Not simulated by the Faultline sandbox.";
