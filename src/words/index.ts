export * from "./arn";
export * from "./duration";
export * from "./errors";
export * from "./ids";
export * from "./problem";
export * from "./quantity";
export * from "./text";
export * from "./value";
