export { renderHtml } from "./html";
export { renderJson } from "./json";
export { type ReportModel, reportModel } from "./model";
