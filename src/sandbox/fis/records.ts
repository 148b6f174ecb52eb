import { type Call, type Cloud, regionalScope } from "../kernel/cloud";
import type { Table } from "../kernel/state";
import type { MachineState } from "./machine";

export type Tags = Record<string, string>;

export interface TemplateAction {
  actionId: string;
  description?: string;
  parameters?: Record<string, string>;
  targets?: Record<string, string>;
  startAfter?: string[];
}

export interface TemplateTarget {
  resourceType: string;
  resourceArns?: string[];
  resourceTags?: Tags;
  filters?: { path: string; values: string[] }[];
  selectionMode: string;
  parameters?: Record<string, string>;
}

export interface StopCondition {
  source: string;
  value?: string;
}

export interface LogConfiguration {
  logSchemaVersion: number;
  cloudWatchLogsConfiguration?: { logGroupArn: string };
  s3Configuration?: { bucketName: string; prefix?: string };
}

export interface ReportConfiguration {
  outputs?: { s3Configuration?: { bucketName: string; prefix?: string } };
  dataSources?: { cloudWatchDashboards?: { dashboardIdentifier?: string }[] };
  preExperimentDuration?: string;
  postExperimentDuration?: string;
}

export interface TemplateOptions {
  accountTargeting: "single-account" | "multi-account";
  emptyTargetResolutionMode: "fail" | "skip";
}

/** What Create and Update set, and what an experiment takes its snapshot of. */
export interface TemplateContent {
  description: string;
  roleArn: string;
  actions: Record<string, TemplateAction>;
  targets: Record<string, TemplateTarget>;
  stopConditions: StopCondition[];
  logConfiguration?: LogConfiguration;
  experimentOptions: TemplateOptions;
  experimentReportConfiguration?: ReportConfiguration;
}

export interface TargetAccount {
  accountId: string;
  roleArn: string;
  description?: string;
}

export interface TemplateRecord {
  id: string;
  arn: string;
  content: TemplateContent;
  tags: Tags;
  creationTime: number;
  lastUpdateTime: number;
  targetAccounts: Record<string, TargetAccount>;
}

/** One resource that a target resolved to. */
export interface ResolvedTarget {
  targetName: string;
  resourceType: string;
  accountId: string;
  /** Absent for pods. */
  arn?: string;
  /** As ListExperimentResolvedTargets answers it. */
  information: Record<string, string>;
}

/** A step that takes an effect back, written down before the effect is made. `kind` names the one who can do it. */
export interface UndoStep {
  kind: string;
  accountId: string;
  actionName: string;
  data: Record<string, unknown>;
  /** `interrupted`: not when the action came to its natural end. */
  when: "always" | "interrupted";
}

export interface ExperimentRecord {
  id: string;
  arn: string;
  templateId: string;
  content: TemplateContent;
  actionsMode: "run-all" | "skip-all";
  tags: Tags;
  targetAccounts: Record<string, TargetAccount>;
  creationTime: number;
  startTime?: number;
  endTime?: number;
  machine: MachineState;
  resolved: ResolvedTarget[];
  /** Not yet taken back. */
  undo: UndoStep[];
}

export interface LeverRecord {
  status: "disengaged" | "engaging" | "engaged";
  reason: string;
}

/** One client token: what was asked with it, and what was made. */
export interface TokenRecord {
  request: string;
  id: string;
}

/** All durable tables of FIS. */
export interface Tables {
  readonly templates: Table<TemplateRecord>;
  readonly experiments: Table<ExperimentRecord>;
  readonly levers: Table<LeverRecord>;
  readonly tokens: Table<TokenRecord>;
}

export function fisTables(cloud: Cloud): Tables {
  return {
    templates: cloud.state.table("fis.templates"),
    experiments: cloud.state.table("fis.experiments"),
    levers: cloud.state.table("fis.levers"),
    tokens: cloud.state.table("fis.tokens"),
  };
}

const LETTERS = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

/** `EXTCDh1M8HHkhxoaQ`-like: prefix and 14 or 15 letters and digits. */
export function newFisId(cloud: Pick<Cloud, "random">, prefix: "EXT" | "EXP"): string {
  let id: string = prefix;
  for (let left = prefix === "EXT" ? 14 : 15; left > 0; left--) id += LETTERS[Math.floor(cloud.random() * LETTERS.length)] ?? "a";
  return id;
}

export function fisArn(call: Pick<Call, "accountId" | "region">, resource: string): string {
  return `arn:aws:fis:${call.region}:${call.accountId}:${resource}`;
}

/** Account and Region of a scope. */
export function placeOf(scope: string): { accountId: string; region: string } {
  const [accountId = "", region = ""] = scope.split("/");
  return { accountId, region };
}

export { regionalScope };
