/** A parameter of a runbook. */
export interface AutomationParameter {
  readonly type: "String" | "StringList" | "Integer" | "Boolean" | "AWS::IAM::Role::Arn";
  readonly description: string;
  /** Left out: it must be given when the runbook is started. */
  readonly default?: string | number | boolean | readonly string[];
  /** A regular expression that the value matches. */
  readonly allowedPattern?: string;
  readonly allowedValues?: readonly string[];
}

/** What a step hands on: `{{ step.Name }}` in later steps. */
export interface AutomationOutput {
  readonly Name: string;
  /** A JSONPath into what the call returned. */
  readonly Selector: string;
  readonly Type: "String" | "StringList" | "Integer" | "Boolean" | "StringMap";
}

/** Where a runbook goes on, by the name of a step. */
export type ToStep = `step:${string}`;

/** One step of a runbook. https://docs.aws.amazon.com/systems-manager/latest/userguide/automation-action-reference.html */
export interface AutomationStep {
  /** 3 to 128 letters, digits and `_`. */
  readonly name: string;
  readonly action:
    | "aws:assertAwsResourceProperty"
    | "aws:executeAwsApi"
    | "aws:executeScript"
    | "aws:sleep"
    | "aws:waitForAwsResourceProperty";
  readonly description?: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  /** A step that takes longer has failed. Every step is bounded but `aws:sleep`, whose `Duration` is its bound. */
  readonly timeoutSeconds?: number;
  /** Left out: one. */
  readonly maxAttempts?: number;
  /** Left out: `Abort`, which ends the runbook without any clean-up. */
  readonly onFailure?: "Abort" | ToStep;
  /** Where it goes on when somebody stops it. Left out: `Abort`. */
  readonly onCancel?: "Abort" | ToStep;
  /** The last step that is run. */
  readonly isEnd?: boolean;
  readonly outputs?: readonly AutomationOutput[];
}

/** An SSM Automation runbook that breaks something and puts it back. https://docs.aws.amazon.com/systems-manager/latest/userguide/documents-schemas-features.html */
export interface AutomationDocument {
  readonly schemaVersion: "0.3";
  readonly description: string;
  /** The role in which it acts, given by FIS. */
  readonly assumeRole: "{{ AutomationAssumeRole }}";
  readonly parameters: Readonly<Record<string, AutomationParameter>>;
  /** In the order in which they run. The last ones put back what the others did. */
  readonly mainSteps: readonly AutomationStep[];
}
