export { asWritten } from "./as-written";
export { type ExperimentOfTemplate, experimentOf, type LeftBehind } from "./experiment-of";
export { type FisTemplate, fisTemplate, isFisTemplate } from "./fis-template";
export type { Bucket, FisTemplateOptions, StopConditions, TemplateLogs, TemplateReport } from "./options";
export { type FisTemplateWith, fisTemplateWith, isFisTemplateWith } from "./with";
