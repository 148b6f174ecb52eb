import ts from "typescript";
import { isFisTemplate, isFisTemplateWith } from "../../src/exchange/template";
import * as faultline from "../../src/index";

/** Runs the text of a module and gives what it exports. */
export function evaluated(text: string): Readonly<Record<string, unknown>> {
  const { outputText } = ts.transpileModule(text, { compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 } });
  const module = { exports: {} };
  const load = (name: string): unknown => {
    if (name !== "faultline") throw new Error(`the module loads ${name}`);
    return faultline;
  };
  new Function("require", "exports", "module", outputText)(load, module.exports, module);
  return module.exports;
}

/** The request of the one template that a module exports, made with these values. */
export function requestIn(text: string, values: Readonly<Record<string, unknown>> = {}): unknown {
  const [only, ...others] = Object.values(evaluated(text)).filter((item) => isFisTemplate(item) || isFisTemplateWith(item));
  if (others.length > 0 || only === undefined) throw new Error("the module does not export one template");
  return isFisTemplateWith(only) ? only(values).request : isFisTemplate(only) ? only.request : undefined;
}

/** A template without what is empty in it, wherever that is: what `equal but for empty maps` compares. */
export function withoutEmptyMaps(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutEmptyMaps);
  if (value === null || typeof value !== "object") return value;
  const entries = Object.entries(value).map(([key, item]) => [key, withoutEmptyMaps(item)] as const);
  return Object.fromEntries(entries.filter(([, item]) => !isEmptyMap(item)));
}

function isEmptyMap(value: unknown): boolean {
  return value !== null && typeof value === "object" && !Array.isArray(value) && Object.keys(value).length === 0;
}
