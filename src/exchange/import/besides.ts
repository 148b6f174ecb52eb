import { isRecord } from "../document";
import type { Finding } from "../finding";
import { readSource } from "../source";

/** What a file says besides its templates, in sentences; what is said of a template's parts is told with the template. */
export function besidesOf(file: string, text: string, findings: readonly Finding[]): readonly string[] {
  const told = findings.map(({ path, message, remedy }) => `${path === "" ? "" : `${path}: `}${message}. ${remedy}`);
  return [...told, ...readSource(file, text).documents.flatMap(({ value }) => (isRecord(value) ? around(value) : []))];
}

type Members = Readonly<Record<string, unknown>>;

function around(value: Members): readonly string[] {
  if (isRecord(value.experimentTemplate)) return answered(value.experimentTemplate);
  if (isRecord(value.Resources)) return inStack(value, value.Resources);
  if (value.resource !== undefined) return inTerraform(value);
  if (typeof value.apiVersion === "string") return ofKubernetes(value);
  return [];
}

function answered(template: Members): readonly string[] {
  const own = ["id", "arn", "creationTime", "lastUpdateTime"].filter((key) => key in template);
  const accounts = Number(template.targetAccountConfigurationsCount ?? 0);
  return [
    ...(own.length > 0
      ? [`experimentTemplate: ${own.join(", ")} belong to the template that there is, not to the one that is made of this`]
      : []),
    ...(accounts > 0 ? [`experimentTemplate: ${accounts} target account configurations, which are resources of their own`] : []),
  ];
}

const STACK = "AWS::FIS::ExperimentTemplate";

function inStack(template: Members, resources: Members): readonly string[] {
  const own = Object.entries(resources).flatMap(([name, resource]) => {
    if (!isRecord(resource) || resource.Type !== STACK) return [];
    const more = Object.keys(resource).filter((key) => key !== "Type" && key !== "Properties");
    return more.map((key) => `Resources.${name}.${key}: it is CloudFormation's, and Pulumi has an option of its own for it`);
  });
  const others = Object.entries(resources).filter(([, resource]) => !isRecord(resource) || resource.Type !== STACK);
  const sections = Object.keys(template).filter((key) => !["Resources", "AWSTemplateFormatVersion", "Description"].includes(key));
  return [
    ...own,
    ...(others.length > 0 ? [`other resources, which stay where they are: ${others.map(([name]) => name).join(", ")}`] : []),
    ...(sections.length > 0 ? [`sections of the stack: ${sections.join(", ")}`] : []),
  ];
}

const TERRAFORM = "aws_fis_experiment_template";
const META = ["count", "for_each", "depends_on", "lifecycle", "provider", "provisioner", "timeouts", "region"];

function inTerraform(value: Members): readonly string[] {
  const types = [value.resource].flat().filter(isRecord);
  const bodies = types.flatMap((one) =>
    [one[TERRAFORM]]
      .flat()
      .filter(isRecord)
      .flatMap((named) => Object.entries(named)),
  );
  const own = bodies.flatMap(([name, body]) =>
    [body]
      .flat()
      .flatMap((one) =>
        META.filter((key) => isRecord(one) && key in one).map(
          (key) => `${name}.${key}: it is Terraform's, and Pulumi has an option of its own for it`,
        ),
      ),
  );
  const others = [...new Set(types.flatMap((one) => Object.keys(one)))].filter((type) => type !== TERRAFORM);
  const sections = Object.keys(value).filter((key) => key !== "resource" && key !== "//");
  return [
    ...own,
    ...(others.length > 0 ? [`resources of other types, which stay where they are: ${others.join(", ")}`] : []),
    ...(sections.length > 0 ? [`other sections: ${sections.join(", ")}`] : []),
  ];
}

function ofKubernetes({ metadata, ...rest }: Members): readonly string[] {
  const about = isRecord(metadata) ? Object.keys(metadata).filter((key) => !["name", "namespace"].includes(key)) : [];
  const more = Object.keys(rest).filter((key) => !["apiVersion", "kind", "spec"].includes(key));
  return [
    ...about.map((key) => `metadata.${key}: FIS names the resource itself and gives it no more than a namespace`),
    ...(isRecord(metadata) && metadata.name !== undefined
      ? ["metadata.name: it is the name of the fault; FIS names the resource itself"]
      : []),
    ...more.map((key) => `${key}: FIS does not give it to the resource`),
  ];
}
