import { parseArn } from "../../../words";
import { iamOf, isSettling } from "../../iam/records";
import { type Call, type Cloud, type Handler, regionalScope } from "../../kernel/cloud";
import { QUOTAS } from "../catalogue";
import { invalid, notFound, quotaExceeded } from "../errors";
import {
  fisArn,
  type LogConfiguration,
  newFisId,
  type ReportConfiguration,
  type StopCondition,
  type Tables,
  type Tags,
  type TemplateAction,
  type TemplateContent,
  type TemplateOptions,
  type TemplateRecord,
  type TemplateTarget,
} from "../records";
import { once } from "../tokens";
import { checkTags } from "../validate/names";
import { checkTemplate } from "../validate/template";
import { templateSummary, templateView } from "../views";
import { type Paged, paged } from "./page";

export interface CreateTemplateInput {
  clientToken?: string;
  description: string;
  roleArn: string;
  actions: Record<string, TemplateAction>;
  targets?: Record<string, TemplateTarget>;
  stopConditions: StopCondition[];
  logConfiguration?: LogConfiguration;
  experimentOptions?: Partial<TemplateOptions>;
  experimentReportConfiguration?: ReportConfiguration;
  tags?: Tags;
}

interface UpdateTemplateInput {
  id: string;
  description?: string;
  roleArn?: string;
  actions?: Record<string, Partial<TemplateAction>>;
  targets?: Record<string, TemplateTarget>;
  stopConditions?: StopCondition[];
  logConfiguration?: Partial<LogConfiguration>;
  experimentOptions?: { emptyTargetResolutionMode?: TemplateOptions["emptyTargetResolutionMode"] };
  experimentReportConfiguration?: ReportConfiguration;
}

/** The template, or ResourceNotFoundException. */
export function templateOf(tables: Tables, call: Pick<Call, "accountId" | "region">, id: string): TemplateRecord {
  const record = tables.templates.in(regionalScope(call)).get(id);
  if (!record) throw notFound(`ExperimentTemplate with ID ${id} not found.`);
  return record;
}

/** Content as Create makes it of a request, checked. */
export function contentOf(input: CreateTemplateInput): TemplateContent {
  const content: TemplateContent = {
    description: input.description,
    roleArn: input.roleArn,
    actions: input.actions,
    targets: input.targets ?? {},
    stopConditions: input.stopConditions,
    logConfiguration: input.logConfiguration,
    experimentOptions: {
      accountTargeting: input.experimentOptions?.accountTargeting ?? "single-account",
      emptyTargetResolutionMode: input.experimentOptions?.emptyTargetResolutionMode ?? "fail",
    },
    experimentReportConfiguration: input.experimentReportConfiguration,
  };
  checkTemplate(content);
  checkTags(input.tags ?? {});
  return content;
}

/** What was supplied replaces what was there; maps and lists as a whole. Account targeting stays as it was created. */
function updated(before: TemplateContent, input: UpdateTemplateInput): TemplateContent {
  const content: TemplateContent = {
    ...before,
    description: input.description ?? before.description,
    roleArn: input.roleArn ?? before.roleArn,
    targets: input.targets ?? before.targets,
    stopConditions: input.stopConditions ?? before.stopConditions,
    experimentReportConfiguration: input.experimentReportConfiguration ?? before.experimentReportConfiguration,
    experimentOptions: {
      accountTargeting: before.experimentOptions.accountTargeting,
      emptyTargetResolutionMode: input.experimentOptions?.emptyTargetResolutionMode ?? before.experimentOptions.emptyTargetResolutionMode,
    },
  };
  if (input.actions)
    content.actions = Object.fromEntries(Object.entries(input.actions).map(([name, action]) => [name, named(name, action, before)]));
  if (input.logConfiguration) content.logConfiguration = logsOf(input.logConfiguration, before.logConfiguration);
  checkTemplate(content);
  return content;
}

/** An action of an update may leave out its id when the template has one of that name. */
function named(name: string, action: Partial<TemplateAction>, before: TemplateContent): TemplateAction {
  const actionId = action.actionId ?? before.actions[name]?.actionId;
  if (actionId === undefined) throw invalid(`Missing actionId in action "${name}".`);
  return { ...action, actionId };
}

/** An empty log configuration switches logging off. */
function logsOf(given: Partial<LogConfiguration>, before: LogConfiguration | undefined): LogConfiguration | undefined {
  if (!given.cloudWatchLogsConfiguration && !given.s3Configuration && given.logSchemaVersion === undefined) return undefined;
  const { cloudWatchLogsConfiguration, s3Configuration, logSchemaVersion } = given;
  const keep = !cloudWatchLogsConfiguration && !s3Configuration ? before : undefined;
  return { ...keep, ...given, logSchemaVersion: logSchemaVersion ?? before?.logSchemaVersion ?? 2 };
}

/** https://docs.aws.amazon.com/fis/latest/APIReference/API_CreateExperimentTemplate.html and its neighbours */
export function templateOperations(cloud: Cloud, tables: Tables) {
  return {
    CreateExperimentTemplate: (input: CreateTemplateInput, call) => {
      const scope = regionalScope(call);
      const templates = tables.templates.in(scope);
      const make = (): TemplateRecord => {
        const content = contentOf(input);
        checkSettled(cloud, content.roleArn);
        if (templates.size >= QUOTAS.templates) {
          throw quotaExceeded(`You have reached the maximum of ${QUOTAS.templates} experiment templates in this Region.`);
        }
        const id = newFisId(cloud, "EXT");
        const now = cloud.clock.now();
        return templates.set(id, {
          id,
          arn: fisArn(call, `experiment-template/${id}`),
          content,
          tags: input.tags ?? {},
          creationTime: now,
          lastUpdateTime: now,
          targetAccounts: {},
        });
      };
      const record = once(tables, scope, call.operation, input.clientToken, input, (id) => templates.get(id), make);
      return { experimentTemplate: templateView(record) };
    },

    GetExperimentTemplate: (input: { id: string }, call) => ({ experimentTemplate: templateView(templateOf(tables, call, input.id)) }),

    ListExperimentTemplates: (input: Paged, call) => {
      const all = tables.templates.in(regionalScope(call)).values();
      return paged("experimentTemplates", all.map(templateSummary), input);
    },

    UpdateExperimentTemplate: (input: UpdateTemplateInput, call) => {
      const before = templateOf(tables, call, input.id);
      const record = { ...before, content: updated(before.content, input), lastUpdateTime: cloud.clock.now() };
      tables.templates.in(regionalScope(call)).set(record.id, record);
      return { experimentTemplate: templateView(record) };
    },

    DeleteExperimentTemplate: (input: { id: string }, call) => {
      const record = templateOf(tables, call, input.id);
      tables.templates.in(regionalScope(call)).delete(record.id);
      return { experimentTemplate: templateView(record) };
    },
  } satisfies Record<string, Handler>;
}

/**
 * AWS says neither whether FIS looks at the role of a new template nor what it answers for one that IAM has not told everybody of. Whoever lets roles
 * settle slowly wants to see the worse case: it is refused.
 */
function checkSettled(cloud: Cloud, roleArn: string): void {
  const role = iamOf(cloud.state, parseArn(roleArn)?.accountId ?? cloud.defaultAccountId).roles.find(({ arn }) => arn === roleArn);
  if (role && isSettling(cloud, role)) throw invalid(`The role ${roleArn} cannot be assumed.`);
}
