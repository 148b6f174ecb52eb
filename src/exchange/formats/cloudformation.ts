import type { Problem } from "../../words";
import { isRecord, Origins, templateDocument, Unknown } from "../document";
import type { Path, SourceDocument } from "../source";
import { type Found, findingAt, NOTHING } from "./found";
import { foreignPath, renamed, type Shape } from "./renamed";
import { withTexts } from "./texts";

const to = (name: string, shape?: Shape) => (shape ? { name, shape } : { name });

const FILTER: Shape = { members: { Path: to("path"), Values: to("values", {}) } };
const TARGET: Shape = {
  members: {
    ResourceType: to("resourceType"),
    ResourceArns: to("resourceArns", {}),
    ResourceTags: to("resourceTags"),
    Filters: to("filters", { each: FILTER }),
    SelectionMode: to("selectionMode"),
    Parameters: to("parameters"),
  },
};
const ACTION: Shape = {
  members: {
    ActionId: to("actionId"),
    Description: to("description"),
    Parameters: to("parameters"),
    Targets: to("targets"),
    StartAfter: to("startAfter", {}),
  },
};
const BUCKET: Shape = { members: { BucketName: to("bucketName"), Prefix: to("prefix") } };
const LOGS: Shape = {
  members: {
    LogSchemaVersion: to("logSchemaVersion"),
    CloudWatchLogsConfiguration: to("cloudWatchLogsConfiguration", { members: { LogGroupArn: to("logGroupArn") } }),
    S3Configuration: to("s3Configuration", BUCKET),
  },
};
const REPORT: Shape = {
  members: {
    Outputs: to("outputs", {
      members: { ExperimentReportS3Configuration: to("s3Configuration", BUCKET), S3Configuration: to("s3Configuration", BUCKET) },
    }),
    DataSources: to("dataSources", {
      members: {
        CloudWatchDashboards: to("cloudWatchDashboards", { each: { members: { DashboardIdentifier: to("dashboardIdentifier") } } }),
      },
    }),
    PreExperimentDuration: to("preExperimentDuration"),
    PostExperimentDuration: to("postExperimentDuration"),
  },
};
/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-fis-experimenttemplate.html */
export const TEMPLATE: Shape = {
  members: {
    Description: to("description"),
    Targets: to("targets", { each: TARGET }),
    Actions: to("actions", { each: ACTION }),
    StopConditions: to("stopConditions", { each: { members: { Source: to("source"), Value: to("value") } } }),
    RoleArn: to("roleArn"),
    Tags: to("tags"),
    LogConfiguration: to("logConfiguration", LOGS),
    ExperimentOptions: to("experimentOptions", {
      members: { AccountTargeting: to("accountTargeting"), EmptyTargetResolutionMode: to("emptyTargetResolutionMode") },
    }),
    ExperimentReportConfiguration: to("experimentReportConfiguration", REPORT),
  },
};

export const TYPE = "AWS::FIS::ExperimentTemplate";

/** Every experiment template among the resources of a CloudFormation template, JSON or YAML. */
export function cloudFormationTemplates(file: string, source: SourceDocument): Found {
  const resources = isRecord(source.value) ? source.value.Resources : undefined;
  if (!isRecord(resources)) return NOTHING;
  const found = Object.entries(resources).flatMap(([name, resource]) =>
    isRecord(resource) && resource.Type === TYPE ? [oneOf(file, source, name, resource.Properties ?? {})] : [],
  );
  return { templates: found.flatMap(({ templates }) => templates), findings: found.flatMap(({ findings }) => findings) };
}

function oneOf(file: string, source: SourceDocument, name: string, properties: unknown): Found {
  const origins = new Origins((path) => foreignPath(path, TEMPLATE));
  const path = ["Resources", name, "Properties"];
  const template = renamed(unknowns(properties), TEMPLATE, path, [], origins);
  return {
    templates: [templateDocument({ file, format: "cloudformation", name }, withTexts(template), source, origins)],
    findings: [...strangers(properties, TEMPLATE, path), ...withoutTargets(properties, path)].map(({ at, ...said }) =>
      findingAt(file, source, at, { severity: "error", ...said }),
    ),
  };
}

interface Misnamed extends Omit<Problem, "path"> {
  readonly at: Path;
}

/** Members in FIS's own spelling, `actionId` for `ActionId`: CloudFormation takes its own alone. */
function strangers(value: unknown, shape: Shape | undefined, at: Path): readonly Misnamed[] {
  if (!shape || value === null || typeof value !== "object") return [];
  return Object.entries(value).flatMap(([key, member]): readonly Misnamed[] => {
    const below = [...at, Array.isArray(value) ? Number(key) : key];
    const rule = shape.members?.[key];
    const right = rule ? undefined : Object.keys(shape.members ?? {}).find((known) => shape.members?.[known]?.name === key);
    if (right === undefined) return strangers(member, rule ? rule.shape : shape.each, below);
    const code = "unknown-property";
    return [{ at: below, code, message: `CloudFormation knows no "${key}" here`, given: key, allowed: right, remedy: `Write "${right}".` }];
  });
}

/** FIS takes a template without targets; CloudFormation wants the member, empty where there are none. */
function withoutTargets(properties: unknown, at: Path): readonly Misnamed[] {
  if (!isRecord(properties) || ["Targets", "targets", "Fn::Transform"].some((key) => key in properties) || isFunction(properties))
    return [];
  return [{ at, code: "missing", message: 'CloudFormation needs "Targets"', remedy: "Write Targets: {} where there are none." }];
}

/** `{ "Ref": … }` and `{ "Fn::…": … }` are known only to a deployment; so is a map that a loop or a macro makes. */
function unknowns(value: unknown): unknown {
  if (Array.isArray(value)) return value.filter((item) => !isNoValue(item)).map(unknowns);
  if (!isRecord(value)) return value;
  const plain = plainText(value);
  if (plain !== undefined) return plain;
  if (isFunction(value)) return new Unknown(JSON.stringify(value));
  const members = Object.entries(value).filter(([, member]) => !isNoValue(member));
  return Object.fromEntries(members.map(([name, member]) => [name, unknowns(member)]));
}

function isFunction(value: Readonly<Record<string, unknown>>): boolean {
  const keys = Object.keys(value);
  const [only, ...others] = keys;
  if (only !== undefined && others.length === 0 && (only === "Ref" || only.startsWith("Fn::"))) return true;
  return keys.some((key) => key.startsWith("Fn::ForEach::") || key === "Fn::Transform");
}

/** As if the member were not there. https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/pseudo-parameter-reference.html */
function isNoValue(value: unknown): boolean {
  return isRecord(value) && value.Ref === "AWS::NoValue" && Object.keys(value).length === 1;
}

/** A substitution that substitutes nothing. */
function plainText(value: Readonly<Record<string, unknown>>): string | undefined {
  const text = Object.keys(value).length === 1 ? value["Fn::Sub"] : undefined;
  return typeof text === "string" && !text.includes("${") ? text : undefined;
}
