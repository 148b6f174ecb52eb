export { type ImportedChaosMonkey, importChaosMonkey } from "./chaos-monkey";
export { checkSettings, type SettingsFindings } from "./check-settings";
export { type Group, groupsOf } from "./groups";
export * from "./plan";
export { chanceOf, type PlanDayOptions, planDay } from "./plan-day";
export { DEFAULT_SEED, datesOfWeek, type PlanWeekOptions, planWeek, weekOf } from "./plan-week";
export { type ReadSettings, readSettings } from "./read-settings";
export { type OneTimeSchedule, type PlannedSchedules, plannedSchedules } from "./scheduled";
export * from "./settings";
