export type { AutomationDocument, AutomationOutput, AutomationParameter, AutomationStep, ToStep } from "./document";
export { lintAutomation, onlyLooks } from "./lint";
export { AutomationRunbook, type AutomationRunbookArgs, RUNBOOK_TYPE, type RunbookPermission } from "./runbook";
