export { type CheckScheduleOptions, checkSchedule, type ScheduleFindings } from "./check";
export { checkHours } from "./check-hours";
export * from "./definition";
export { type NextRunsOptions, nextRuns, startBounds } from "./runs";
export { blackoutAt, isOpen, nextOpening } from "./windows";
export { isTimezone } from "./zone";
