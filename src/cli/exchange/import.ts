import { readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { besidesOf, checkTemplate, type Finding, programOf, readExperiments, type TemplateDocument } from "../../exchange";
import { EXIT, FaultlineError, formatProblem, messageOf } from "../../words";
import type { Context } from "../context";
import { decoded } from "../validate/decoded";

export interface ImportOptions {
  /** The file to write, or `-`. */
  readonly out: string;
  /** Only the experiment of this name. */
  readonly name?: string;
  readonly force: boolean;
}

/** Writes the experiments of a file as a TypeScript module, and tells what of the file is not in it. */
export function importFile(context: Context, file: string, options: ImportOptions): void {
  const text = readText(context, file);
  const { templates, findings } = readExperiments(file, text);
  const chosen = only(templates, options.name, file);
  const errors = [...findings, ...chosen.flatMap(checkTemplate)].filter(
    ({ severity, code }) => severity === "error" && code !== "unknown-action",
  );
  if (errors.length > 0 || chosen.length === 0) throw refused(file, errors);
  const besides = besidesOf(file, text, findings);
  const { text: program, imported } = programOf(file, chosen, besides);
  write(context, options, program);
  const printed = options.out === "-" ? { program } : {};
  context.out.result({ file, out: options.out, experiments: imported, notes: besides, ...printed, exitCode: EXIT.passed });
  tell(context, options.out, imported, besides);
}

function tell(context: Context, out: string, imported: ReturnType<typeof programOf>["imported"], besides: readonly string[]): void {
  if (out === "-") return;
  for (const { name, exportedAs, actions, parameters, notes } of imported) {
    context.out.line(`${name} is ${exportedAs} in ${out}`);
    for (const { name: action, by } of actions) context.out.line(`  ${action}  ${by}`);
    if (parameters.length > 0)
      context.out.line(`  to be given: ${parameters.map(({ name: value, type }) => `${value} (${type})`).join(", ")}`);
    for (const note of notes) context.out.line(`  ${context.out.paint.warn("!")} ${note}`);
  }
  if (besides.length > 0) context.out.line("What the file says besides, and the program does not:");
  for (const note of besides) context.out.line(`  ${context.out.paint.warn("!")} ${note}`);
}

function only(templates: readonly TemplateDocument[], name: string | undefined, file: string): readonly TemplateDocument[] {
  if (name === undefined) return templates;
  const found = templates.filter((template) => template.name === name);
  if (found.length > 0) return found;
  throw new FaultlineError("unknown-experiment", `${file} has no experiment "${name}".`, {
    exitCode: EXIT.usage,
    remedy: `Name one of: ${templates.map((template) => template.name).join(", ") || "none"}.`,
    facts: { name, experiments: templates.map((template) => template.name) },
  });
}

function refused(file: string, errors: readonly Finding[]): FaultlineError {
  const problems = errors.map(({ severity: _, file: __, place, ...problem }) => ({
    ...problem,
    message: place ? `line ${place.line}: ${problem.message}` : problem.message,
  }));
  return new FaultlineError(
    "invalid-input",
    `${file} is not imported, because FIS would refuse it:\n${problems.map(formatProblem).join("\n")}`,
    {
      exitCode: EXIT.usage,
      remedy: `Mend the places named above; faultline validate ${file} checks them.`,
      problems,
    },
  );
}

function readText(context: Context, file: string): string {
  const content = decoded(file, readBytes(context, file));
  if ("refused" in content) throw refused(file, [content.refused]);
  return content.text;
}

function readBytes(context: Context, file: string): Buffer {
  try {
    return readFileSync(file === "-" ? 0 : resolve(context.cwd, file));
  } catch (problem) {
    throw new FaultlineError("no-file", `${file} cannot be read: ${messageOf(problem)}`, {
      exitCode: EXIT.usage,
      remedy: "Name a file that exists.",
      facts: { given: file },
    });
  }
}

function write(context: Context, { out, force }: ImportOptions, text: string): void {
  if (out === "-") {
    if (!context.out.json) context.out.draw(text);
    return;
  }
  try {
    writeFileSync(resolve(context.cwd, out), text, { flag: force ? "w" : "wx" });
  } catch (problem) {
    const isThere = (problem as NodeJS.ErrnoException).code === "EEXIST";
    throw new FaultlineError(
      isThere ? "file-exists" : "unwritable",
      isThere ? `${out} is there already.` : `${out} cannot be written: ${messageOf(problem)}`,
      {
        exitCode: isThere ? EXIT.usage : EXIT.errored,
        remedy: isThere ? "Give another name, or --force to write over it." : "Name a file in a folder that exists and may be written.",
        facts: { out },
      },
    );
  }
}
