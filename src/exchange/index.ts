export { checkTemplate } from "./check/template";
export { type Format, type TemplateDocument, Unknown } from "./document";
export type { Finding, Place } from "./finding";
export { type Imported, type Program, programOf } from "./import/program";
export { type TemplateRole, templateRole } from "./permissions";
export { type Experiments, readExperiments } from "./read";
export { sarif } from "./sarif";
