import { isRecord, Origins, type TemplateDocument, templateDocument, Unknown } from "../document";
import type { SourceDocument } from "../source";
import { renamed, type Shape } from "./renamed";

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
export function cloudFormationTemplates(file: string, source: SourceDocument): readonly TemplateDocument[] {
  const resources = isRecord(source.value) ? source.value.Resources : undefined;
  if (!isRecord(resources)) return [];
  return Object.entries(resources).flatMap(([name, resource]) => {
    if (!isRecord(resource) || resource.Type !== TYPE) return [];
    const origins = new Origins();
    const template = renamed(unknowns(resource.Properties ?? {}), TEMPLATE, ["Resources", name, "Properties"], [], origins);
    return [templateDocument({ file, format: "cloudformation", name }, template, source, origins)];
  });
}

/** `{ "Ref": … }` and `{ "Fn::…": … }` are known only to a deployment. */
function unknowns(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(unknowns);
  if (!isRecord(value)) return value;
  const [key, ...others] = Object.keys(value);
  if (key !== undefined && others.length === 0 && (key === "Ref" || key.startsWith("Fn::"))) return new Unknown(JSON.stringify(value));
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, unknowns(member)]));
}
