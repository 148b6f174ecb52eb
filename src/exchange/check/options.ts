import { join } from "../../experiment/read";
import { hasHole, parseDuration } from "../../words";
import type { Subject } from "./subject";

type Template = Readonly<Record<string, unknown>>;

/** Tags, log, report and options of a template. */
export function checkOptions(subject: Subject, template: Template): void {
  checkTags(subject, template.tags);
  checkLog(subject, template.logConfiguration);
  checkExperimentOptions(subject, template.experimentOptions);
  checkReport(subject, template.experimentReportConfiguration);
}

const isAbsent = (value: unknown) => value === undefined || value === null || (typeof value === "string" && hasHole(value));

function checkTags({ reader }: Subject, value: unknown): void {
  if (isAbsent(value)) return;
  const tags = reader.object(value, "tags", "the tags");
  for (const [key, text] of Object.entries(tags ?? {})) {
    if (typeof text !== "string")
      reader.add({
        code: "not-text",
        path: join("tags", key),
        message: "the value of the tag is not a text",
        given: text,
        remedy: "Write it as a text.",
      });
    if (/^aws:/i.test(key))
      reader.add({
        code: "reserved-tag",
        path: join("tags", key),
        message: "tags that begin with aws: are AWS's own",
        given: key,
        remedy: "Rename or remove it.",
      });
  }
}

/** https://docs.aws.amazon.com/fis/latest/userguide/monitoring-logging.html */
function checkLog({ reader }: Subject, value: unknown): void {
  if (isAbsent(value)) return;
  const log = reader.object(value, "logConfiguration", "the log configuration", [
    "logSchemaVersion",
    "cloudWatchLogsConfiguration",
    "s3Configuration",
  ]);
  if (!log) return;
  const version = log.logSchemaVersion;
  if (!(version === 1 || version === 2 || version === "1" || version === "2") && !(typeof version === "string" && hasHole(version)))
    reader.add({
      code: version === undefined ? "missing" : "not-allowed",
      path: "logConfiguration.logSchemaVersion",
      message: "the schema version of the log is missing or unknown",
      given: version,
      allowed: "2 (or 1)",
      remedy: "Write 2.",
    });
  if (!isAbsent(log.cloudWatchLogsConfiguration)) {
    const at = "logConfiguration.cloudWatchLogsConfiguration";
    const group = reader.object(log.cloudWatchLogsConfiguration, at, "the log group", ["logGroupArn"]);
    if (group)
      reader.text(group.logGroupArn, join(at, "logGroupArn"), "the log group's ARN", {
        max: 2_048,
        remedy: "Give the ARN, ending with :*.",
      });
  }
  if (!isAbsent(log.s3Configuration)) checkBucket(reader, log.s3Configuration, "logConfiguration.s3Configuration");
}

function checkBucket(reader: Subject["reader"], value: unknown, path: string): void {
  const bucket = reader.object(value, path, "the bucket", ["bucketName", "prefix"]);
  if (bucket) reader.text(bucket.bucketName, join(path, "bucketName"), "the bucket's name", { max: 63, remedy: "Name the bucket." });
}

function checkExperimentOptions(subject: Subject, value: unknown): void {
  const { reader } = subject;
  if (isAbsent(value)) return;
  const options = reader.object(value, "experimentOptions", "the options", ["accountTargeting", "emptyTargetResolutionMode"]);
  if (!options) return;
  const targeting = options.accountTargeting;
  if (!isAbsent(targeting))
    reader.oneOf(
      targeting,
      "experimentOptions.accountTargeting",
      "the account targeting",
      ["single-account", "multi-account"],
      "single-account",
    );
  const mode = options.emptyTargetResolutionMode;
  if (isAbsent(mode)) return;
  const path = "experimentOptions.emptyTargetResolutionMode";
  reader.oneOf(mode, path, "the mode for targets that match nothing", ["fail", "skip"], "fail");
  if (mode === "skip")
    subject.warn({
      code: "skip-mode",
      path,
      message: "a target that matches nothing is skipped, and the experiment can complete having done nothing",
      given: mode,
      remedy: 'Write "fail", or count the resolved targets after each run.',
    });
}

const LONGEST_BEFORE_MS = 30 * 60_000;
const LONGEST_AFTER_MS = 120 * 60_000;

/** https://docs.aws.amazon.com/fis/latest/userguide/experiment-report-configuration.html */
function checkReport({ reader }: Subject, value: unknown): void {
  if (isAbsent(value)) return;
  const at = "experimentReportConfiguration";
  const report = reader.object(value, at, "the report configuration", [
    "outputs",
    "dataSources",
    "preExperimentDuration",
    "postExperimentDuration",
  ]);
  if (!report) return;
  const outputs = isAbsent(report.outputs)
    ? undefined
    : reader.object(report.outputs, join(at, "outputs"), "the outputs", ["s3Configuration"]);
  if (outputs && !isAbsent(outputs.s3Configuration))
    checkBucket(reader, outputs.s3Configuration, join(join(at, "outputs"), "s3Configuration"));
  const spans = [
    ["preExperimentDuration", LONGEST_BEFORE_MS],
    ["postExperimentDuration", LONGEST_AFTER_MS],
  ] as const;
  for (const [key, longest] of spans) {
    const span = report[key];
    if (isAbsent(span)) continue;
    const ms = typeof span === "string" && span.startsWith("P") ? parseDuration(span) : undefined;
    if (ms === undefined || ms > longest)
      reader.add({
        code: ms === undefined ? "no-unit" : "duration-out-of-range",
        path: join(at, key),
        message: ms === undefined ? "the duration cannot be read" : "the duration is too long",
        given: span,
        allowed: `ISO 8601, at most PT${longest / 60_000}M`,
        remedy: "Correct the value.",
      });
  }
}
