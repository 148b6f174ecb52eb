export * from "./definition";
export * from "./manifest";
export * from "./plan";
