export type { PlaneDeps } from "./deps";
export { LIMITS } from "./limits";
export { createPlane, type SandboxPlane } from "./plane";
export type * from "./types";
export type { SystemView } from "./view";
