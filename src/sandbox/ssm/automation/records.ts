import type { Cloud, Principal } from "../../kernel/cloud";
import type { Records } from "../../kernel/state";
import type { TagRecord } from "../records";

export type AutomationStatus = "Pending" | "InProgress" | "Success" | "Failed" | "TimedOut" | "Cancelling" | "Cancelled";

export interface StepRecord {
  id: string;
  name: string;
  action: string;
  status: AutomationStatus;
  startedAt?: number;
  endedAt?: number;
  /** Sandbox time at which a sleep is over: what is left of it is slept after a restart. */
  endsAt?: number;
  attempts: number;
  /** With every reference filled in, as texts. */
  inputs: Record<string, string>;
  /** What later steps refer to, by name; typed. */
  outputs: Record<string, unknown>;
  /** The step that an `aws:branch` has chosen. */
  chosen?: string;
  failure?: string;
}

export interface ExecutionRecord {
  id: string;
  arn: string;
  documentName: string;
  documentVersion: string;
  /** The document as it was when the automation started: a later change of it changes nothing here. */
  content: string;
  format: "JSON" | "YAML" | "TEXT";
  parameters: Record<string, unknown>;
  /** As GetAutomationExecution shows them. */
  given: Record<string, string[]>;
  assumeRole?: string;
  /** Who started it; acts where there is no role to assume. */
  starter: Principal;
  startedAt: number;
  endedAt?: number;
  status: AutomationStatus;
  /** The step to run next, or the one that runs. */
  at?: string;
  steps: StepRecord[];
  /** Somebody stopped it, and when. */
  stop?: { type: "Cancel" | "Complete"; at: number };
  /** What `onCancel` leads to is running, or has run. */
  unwinding?: true;
  /** The first critical step that failed decides about the end. */
  verdict?: { status: "Failed" | "TimedOut"; message: string };
  tags: TagRecord[];
}

/** What was asked with a client token, and the automation that it made. */
export interface TokenRecord {
  request: string;
  id: string;
}

export const EXECUTIONS = "ssm.automations";

export const executionsIn = (cloud: Pick<Cloud, "state">, scope: string): Records<ExecutionRecord> =>
  cloud.state.table<ExecutionRecord>(EXECUTIONS).in(scope);
export const tokensIn = (cloud: Pick<Cloud, "state">, scope: string): Records<TokenRecord> =>
  cloud.state.table<TokenRecord>("ssm.automationTokens").in(scope);

const OVER: ReadonlySet<AutomationStatus> = new Set(["Success", "Failed", "TimedOut", "Cancelled"]);
export const isOver = ({ status }: Pick<ExecutionRecord, "status">): boolean => OVER.has(status);
