import { isRecord, Origins, type TemplateDocument, templateDocument } from "../document";
import type { SourceDocument } from "../source";

/**
 * FIS's own JSON: what `create-experiment-template --cli-input-json` takes, or what `get-experiment-template` answers, with its
 * `experimentTemplate` around it. https://docs.aws.amazon.com/fis/latest/APIReference/API_CreateExperimentTemplate.html
 */
export function fisTemplates(file: string, source: SourceDocument): readonly TemplateDocument[] {
  const { value } = source;
  if (!isRecord(value)) return [];
  const isAnswer = isRecord(value.experimentTemplate);
  const template = isAnswer ? value.experimentTemplate : value;
  if (!isRecord(template) || !("actions" in template) || "apiVersion" in template || "method" in template) return [];
  const origins = new Origins();
  if (isAnswer) origins.set([], ["experimentTemplate"]);
  return [templateDocument({ file, format: "fis", name: nameOf(file) }, isAnswer ? asked(template) : template, source, origins)];
}

/** An answer has members that a request has not. */
function asked({
  id: _id,
  arn: _arn,
  creationTime: _made,
  lastUpdateTime: _changed,
  targetAccountConfigurationsCount: _count,
  ...template
}: Readonly<Record<string, unknown>>): unknown {
  return template;
}

/** `chaos/az-loss.template.json` is `az-loss`. */
export function nameOf(file: string): string {
  return (file.split(/[\\/]/).at(-1) ?? file).replace(/\.[^.]*$/, "").replace(/\.template$/, "") || "template";
}
