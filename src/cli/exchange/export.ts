import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { type Exported, type ExportFormat, exportedAs, missingIn } from "../../exchange";
import { EXIT, FaultlineError } from "../../words";
import type { Context } from "../context";
import { templatesOf } from "./child";

export interface ExportOptions {
  readonly format: string;
  /** Only the template that is exported under this name. */
  readonly name?: string;
  /** Each `name=value`. */
  readonly set: readonly string[];
}

const FORMATS: readonly ExportFormat[] = ["fis", "cloudformation", "terraform"];

/** Prints the templates that a module exports. */
export async function exportFile(context: Context, file: string, options: ExportOptions): Promise<void> {
  const format = FORMATS.find((known) => known === options.format);
  if (!format) throw usage("unknown-format", `There is no format "${options.format}".`, `Choose one of: ${FORMATS.join(", ")}.`);
  const path = resolve(context.cwd, file);
  if (!existsSync(path)) throw usage("no-file", `${file} is not there.`, "Name a file that exists.");
  const { env, debug } = context;
  const all = await templatesOf(path, { env, debug, values: valuesOf(options.set), onLine: (text) => context.out.problem(text) });
  const templates = chosen(all, options.name, file, format);
  refuseOpen(templates, format, file);
  const told = exportedAs(format, format === "fis" ? templates : templates.map((template) => withoutToken(context, template, format)));
  context.out.line(JSON.stringify(told, null, 2));
  context.out.result(told);
}

function chosen(all: readonly Exported[], name: string | undefined, file: string, format: ExportFormat): readonly Exported[] {
  const names = all.map((one) => one.name);
  if (all.length === 0)
    throw usage(
      "no-template",
      `${file} exports no template.`,
      "Export what fisTemplate gives: export const template = fisTemplate({ … }).",
    );
  const found = name === undefined ? all : all.filter((one) => one.name === name);
  if (found.length === 0) throw usage("unknown-template", `${file} exports no template "${name}".`, `Name one of: ${names.join(", ")}.`);
  if (found.length > 1 && format === "fis")
    throw usage("several-templates", `${file} exports ${found.length} templates.`, `Name one with --name: ${names.join(", ")}.`);
  return found;
}

/** Resources of other formats have no token: those who make them know what they have made. */
function withoutToken(context: Context, template: Exported, format: ExportFormat): Exported {
  if (!("clientToken" in template.request)) return template;
  const { clientToken: _, ...request } = template.request;
  context.out.problem(`${template.name}: ${format} has no clientToken; it is left out`);
  return { ...template, request };
}

function refuseOpen(templates: readonly Exported[], format: ExportFormat, file: string): void {
  const missing = templates.flatMap((template) => missingIn(template, format));
  const names = [...new Set(missing.filter((name) => name !== null))];
  if (names.length > 0)
    throw usage(
      "missing-value",
      `${file} needs values that only a deployment knows: ${names.join(", ")}.`,
      `Give them: ${names.map((name) => `--set ${name}=VALUE`).join(" ")}`,
    );
  if (missing.length > 0)
    throw usage(
      "missing-value",
      `${file} has values that are known only when Pulumi has made something.`,
      "Export it from a program that has them as texts.",
    );
  if (templates.some(({ request }) => JSON.stringify(request).includes("{region}")))
    throw usage(
      "no-region",
      `${file} runs documents of AWS, whose ARNs name a Region.`,
      'Give it to the template: fisTemplate({ region: "us-east-1", … }).',
    );
}

/** Lists and maps are written in JSON. */
function valuesOf(set: readonly string[]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    set.map((item) => {
      const at = item.indexOf("=");
      if (at <= 0) throw usage("bad-value", `"${item}" is no value for a name.`, "Write --set name=value.");
      return [item.slice(0, at), parsed(item.slice(at + 1))] as const;
    }),
  );
}

function parsed(text: string): unknown {
  if (!/^[[{]/.test(text)) return text;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

function usage(code: string, message: string, remedy: string): FaultlineError {
  return new FaultlineError(code, message, { exitCode: EXIT.usage, remedy });
}
