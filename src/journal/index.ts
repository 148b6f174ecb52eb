export * from "./events";
export * from "./store";
export * from "./verdict-shape";
