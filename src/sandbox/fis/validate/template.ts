import { parseArn, parseDuration } from "../../../words";
import { QUOTAS } from "../catalogue";
import { invalid, quotaExceeded } from "../errors";
import type { LogConfiguration, ReportConfiguration, StopCondition, TemplateContent } from "../records";
import { checkActions } from "./actions";
import { checkRole } from "./names";
import { checkTargets } from "./targets";

/**
 * Checks a template as CreateExperimentTemplate and UpdateExperimentTemplate do: ValidationException,
 * ResourceNotFoundException (unknown action) or ServiceQuotaExceededException for the first problem.
 * https://docs.aws.amazon.com/fis/latest/userguide/experiment-templates.html
 */
export function checkTemplate(content: TemplateContent): void {
  if (content.description === "" || content.description.length > 512) throw invalid("The description must have 1 to 512 characters.");
  checkRole(content.roleArn);
  checkStopConditions(content.stopConditions);
  checkTargets(content.targets);
  checkActions(content);
  if (content.logConfiguration) checkLogs(content.logConfiguration);
  if (content.experimentReportConfiguration) checkReport(content.experimentReportConfiguration);
}

function checkStopConditions(conditions: readonly StopCondition[]): void {
  if (conditions.length === 0) throw invalid("You must specify at least one stop condition. To use none, set its source to none.");
  if (conditions.length > QUOTAS.stopConditions) {
    throw quotaExceeded(`The experiment template has ${conditions.length} stop conditions. The maximum is ${QUOTAS.stopConditions}.`);
  }
  for (const { source, value } of conditions) {
    if (source === "none") {
      if (conditions.length > 1) throw invalid("The stop condition none cannot be combined with others.");
      if (value !== undefined) throw invalid("The stop condition none does not take a value.");
    } else if (source === "aws:cloudwatch:alarm") {
      const arn = parseArn(value ?? "");
      if (arn?.service !== "cloudwatch" || !/^alarm:.+/s.test(arn.resource)) {
        throw invalid(`Invalid stop condition value "${value ?? ""}": it must be the ARN of a CloudWatch alarm.`);
      }
    } else {
      throw invalid(`Invalid stop condition source "${source}". Valid values are aws:cloudwatch:alarm and none.`);
    }
  }
}

function checkLogs(logs: LogConfiguration): void {
  if (logs.logSchemaVersion !== 1 && logs.logSchemaVersion !== 2)
    throw invalid(`Invalid logSchemaVersion ${logs.logSchemaVersion}. Valid values are 1 and 2.`);
  if (!logs.cloudWatchLogsConfiguration && !logs.s3Configuration)
    throw invalid("The log configuration must name at least one destination.");
  const group = logs.cloudWatchLogsConfiguration?.logGroupArn;
  if (group === undefined) return;
  const arn = parseArn(group);
  if (arn?.service !== "logs" || !/^log-group:[^:]+:\*$/.test(arn.resource)) {
    throw invalid(`Invalid logGroupArn "${group}": it must be the ARN of a log group and end with :*`);
  }
}

const REPORT_LIMITS = { preExperimentDuration: "PT30M", postExperimentDuration: "PT2H" } as const;

function checkReport(report: ReportConfiguration): void {
  for (const [key, most] of Object.entries(REPORT_LIMITS)) {
    const text = report[key as keyof typeof REPORT_LIMITS];
    if (text === undefined) continue;
    const ms = text.startsWith("P") ? parseDuration(text) : undefined;
    if (ms === undefined || ms > (parseDuration(most) ?? 0))
      throw invalid(`Invalid ${key} "${text}": it must be an ISO 8601 duration of at most ${most}.`);
  }
  if ((report.dataSources?.cloudWatchDashboards?.length ?? 0) > 1) throw invalid("A report can have at most one CloudWatch dashboard.");
}
