import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { getJunitXml } from "junit-xml";
import { checkTemplate, type Finding, sarif } from "../../exchange";
import { EXIT, FaultlineError, messageOf } from "../../words";
import type { Context } from "../context";
import { VERSION } from "../version";
import type { CheckedFile } from "./checked";
import { experimentsIn, type Input, inputsOf } from "./inputs";
import { tell } from "./tell";

export interface ValidateOptions {
  readonly strict: boolean;
  /** A file, or `-`. */
  readonly sarif?: string;
  readonly junit?: string;
}

/** Checks files and tells what was found. True when something is wrong. */
export function validateFiles(context: Context, words: readonly string[], options: ValidateOptions): boolean {
  const files = inputsOf(context.cwd, words).map(checked);
  const findings = files.flatMap((file) => file.findings);
  const errors = findings.filter(({ severity }) => severity === "error").length;
  const warnings = findings.length - errors;
  const isWrong = errors > 0 || (options.strict && warnings > 0);
  const toStdout = [
    write(context, options.sarif, () => `${JSON.stringify(sarif(findings, VERSION), null, 2)}\n`),
    write(context, options.junit, () => `${junitOf(files, options.strict)}\n`),
  ].some(Boolean);
  if (!toStdout) {
    tell(context.out, files, { errors, warnings });
    context.out.result({ files, errors, warnings, exitCode: isWrong ? EXIT.usage : EXIT.passed });
  }
  return isWrong;
}

function checked(input: Input): CheckedFile {
  const { file, templates, findings } = experimentsIn(input);
  return {
    file,
    experiments: templates.map(({ name, format }) => ({ name, format })),
    findings: [...findings, ...templates.flatMap(checkTemplate)],
  };
}

/** True when it went to stdout, where nothing else may be then. */
function write(context: Context, file: string | undefined, text: () => string): boolean {
  if (file === undefined) return false;
  if (file === "-") {
    context.out.draw(text());
    return true;
  }
  try {
    writeFileSync(resolve(context.cwd, file), text());
  } catch (problem) {
    throw new FaultlineError("unwritable", `${file} cannot be written: ${messageOf(problem)}`, {
      exitCode: EXIT.errored,
      remedy: "Name a file in a folder that exists and may be written.",
      facts: { file },
    });
  }
  return false;
}

/** One suite, one test per file; each error is a failure of its file. */
function junitOf(files: readonly CheckedFile[], strict: boolean): string {
  const testCases = files.map(({ file, findings }) => {
    const counts = findings.filter(({ severity }) => strict || severity === "error");
    return {
      name: file,
      classname: "faultline.validate",
      failures: counts.map((finding) => ({ message: oneLine(finding), type: finding.code })),
    };
  });
  return getJunitXml({ name: "faultline validate", suites: [{ name: "experiments", testCases }] });
}

function oneLine({ file, place, path, message, remedy }: Finding): string {
  return `${file}${place ? `:${place.line}:${place.column}` : ""} ${path === "" ? "" : `${path}: `}${message}. ${remedy}`;
}
