export * from "./match";
export * from "./parse";
export * from "./pattern";
export * from "./types";
