export { type CheckScheduleOptions, checkSchedule, type ScheduleFindings } from "./check";
export { checkHours } from "./check-hours";
export * from "./definition";
export * from "./gate";
export * from "./queue";
export * from "./random";
export { type NextRunsOptions, nextRuns, startBounds } from "./runs";
export { blackoutAt, isOpen, nextOpening } from "./windows";
export { isTimezone } from "./zone";
