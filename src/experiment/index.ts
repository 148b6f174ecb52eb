export { compile } from "./compile";
export type * from "./definition";
export * from "./deployment";
export * from "./manifest";
export { isLoose } from "./permissions";
export type * from "./plan";
export { ROLE_TRUST, rolePolicy } from "./role-policy";
export * from "./settings";
