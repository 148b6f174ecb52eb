import type { ExperimentRecord, TargetAccount, TemplateContent, TemplateRecord } from "./records";

const date = (ms: number | undefined) => (ms === undefined ? undefined : new Date(ms));

const contentOf = (content: TemplateContent) => ({
  actions: Object.fromEntries(Object.entries(content.actions).map(([name, action]) => [name, { parameters: {}, ...action }])),
  targets: content.targets,
  stopConditions: content.stopConditions,
  roleArn: content.roleArn,
  logConfiguration: content.logConfiguration,
  experimentReportConfiguration: content.experimentReportConfiguration,
});

/** `ExperimentTemplate` of the model. */
export function templateView(record: TemplateRecord) {
  return {
    id: record.id,
    arn: record.arn,
    description: record.content.description,
    ...contentOf(record.content),
    creationTime: date(record.creationTime),
    lastUpdateTime: date(record.lastUpdateTime),
    tags: record.tags,
    experimentOptions: record.content.experimentOptions,
    targetAccountConfigurationsCount: Object.keys(record.targetAccounts).length,
  };
}

/** `ExperimentTemplateSummary` */
export function templateSummary(record: TemplateRecord) {
  const { id, arn, tags } = record;
  const { creationTime, lastUpdateTime } = record;
  return { id, arn, description: record.content.description, creationTime: date(creationTime), lastUpdateTime: date(lastUpdateTime), tags };
}

const optionsOf = (record: ExperimentRecord) => ({ ...record.content.experimentOptions, actionsMode: record.actionsMode });

const stateOf = ({ machine }: ExperimentRecord) => ({ status: machine.status, reason: machine.reason, error: machine.error });

/** `Experiment` */
export function experimentView(record: ExperimentRecord) {
  const content = contentOf(record.content);
  const actions = Object.entries(content.actions).map(([name, action]) => {
    const state = record.machine.actions[name];
    const view = {
      ...action,
      state: { status: state?.status, reason: state?.reason },
      startTime: date(state?.startTime),
      endTime: date(state?.endTime),
    };
    return [name, view];
  });
  return {
    id: record.id,
    arn: record.arn,
    experimentTemplateId: record.templateId,
    state: stateOf(record),
    ...content,
    actions: Object.fromEntries(actions),
    creationTime: date(record.creationTime),
    startTime: date(record.startTime),
    endTime: date(record.endTime),
    tags: record.tags,
    experimentOptions: optionsOf(record),
    targetAccountConfigurationsCount: Object.keys(record.targetAccounts).length,
    experimentReport: reportOf(record),
  };
}

/** The sandbox has no S3 and renders no PDF: it says so instead of promising one. Previews have no report in AWS either. */
function reportOf(record: ExperimentRecord) {
  if (!record.content.experimentReportConfiguration || record.actionsMode === "skip-all") return undefined;
  return { state: { status: "cancelled", reason: "Not simulated by the Faultline sandbox." } };
}

/** `ExperimentSummary` */
export function experimentSummary(record: ExperimentRecord) {
  return {
    id: record.id,
    arn: record.arn,
    experimentTemplateId: record.templateId,
    state: stateOf(record),
    creationTime: date(record.creationTime),
    tags: record.tags,
    experimentOptions: optionsOf(record),
  };
}

/** `TargetAccountConfiguration` */
export function accountView({ accountId, roleArn, description }: TargetAccount) {
  return { accountId, roleArn, description };
}
