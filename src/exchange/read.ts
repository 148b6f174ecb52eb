import type { Format, TemplateDocument } from "./document";
import type { Finding } from "./finding";
import { toolkitExperiment } from "./formats/chaos-toolkit";
import { cloudFormationTemplates } from "./formats/cloudformation";
import { fisTemplates } from "./formats/fis";
import type { Found } from "./formats/found";
import { kubernetesResources } from "./formats/kubernetes";
import { terraformTemplates } from "./formats/terraform";
import { readSource, type SourceDocument } from "./source";

/** What a file holds: its experiments, and what kept others from being read. */
export interface Experiments {
  readonly file: string;
  readonly templates: readonly TemplateDocument[];
  readonly findings: readonly Finding[];
}

const READERS: readonly ((file: string, source: SourceDocument) => Found)[] = [
  (file, source) => ({ templates: fisTemplates(file, source), findings: [] }),
  cloudFormationTemplates,
  (file, source) => ({ templates: terraformTemplates(file, source), findings: [] }),
  kubernetesResources,
  toolkitExperiment,
];

/** What each format is recognised by, for people who gave something else. */
const RECOGNISED: Readonly<Record<Format, string>> = {
  fis: "FIS's own JSON (an object with actions)",
  cloudformation: "CloudFormation (a resource of type AWS::FIS::ExperimentTemplate)",
  terraform: "Terraform's JSON or a shown plan (a resource aws_fis_experiment_template)",
  "chaos-mesh": "Chaos Mesh (apiVersion chaos-mesh.org/v1alpha1)",
  litmus: "Litmus (a ChaosEngine)",
  "chaos-toolkit": "Chaos Toolkit (an object with a method)",
};

/** Reads every experiment of a file, in whatever format it is. A file without one has a finding that says so. */
export function readExperiments(file: string, text: string): Experiments {
  const source = readSource(file, text);
  const found = source.documents.flatMap((document) => READERS.map((read) => read(file, document)));
  const templates = found.flatMap((one) => one.templates);
  const findings = [...source.findings, ...found.flatMap((one) => one.findings)];
  if (templates.length === 0 && findings.every(({ code }) => code === "not-an-experiment")) findings.push(noExperiment(file));
  return { file, templates, findings };
}

function noExperiment(file: string): Finding {
  return {
    severity: "error",
    file,
    place: { line: 1, column: 1 },
    code: "no-experiment",
    path: "",
    message: "there is no experiment in this file",
    allowed: Object.values(RECOGNISED).join("; "),
    remedy: "Give a file with an experiment in one of these formats.",
  };
}
