import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { EXIT, FaultlineError, messageOf } from "../../words";

/** A text to check, under the name that people see. */
export interface Input {
  readonly file: string;
  readonly text: string;
}

const READ = /\.(json|ya?ml|template)$/i;
const SKIPPED = new Set(["node_modules", ".git", ".terraform", "cdk.out"]);
/** Larger than any file of experiments; a folder may hold others. */
const LARGEST_BYTES = 16 << 20;

/** The files named, those in folders named, and stdin for `-`. Throws `no-file` for what cannot be read. */
export function inputsOf(cwd: string, words: readonly string[]): readonly Input[] {
  return words.flatMap((word) => {
    if (word === "-") return [{ file: "stdin", text: readText(0, "stdin") }];
    const path = resolve(cwd, word);
    const files = statOf(path, word).isDirectory() ? filesIn(path) : [path];
    if (files.length === 0)
      throw new FaultlineError("no-file", `The folder ${word} holds no file that could be a template.`, {
        exitCode: EXIT.usage,
        remedy: "Name files, or a folder with .json, .yaml, .yml or .template files.",
        facts: { given: word },
      });
    return files.map((file) => ({ file: relative(cwd, file) || file, text: readText(file, word) }));
  });
}

function filesIn(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true })
    .sort((a, b) => a.name.localeCompare(b.name))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return SKIPPED.has(entry.name) ? [] : filesIn(path);
      return entry.isFile() && READ.test(entry.name) ? [path] : [];
    });
}

function statOf(path: string, given: string) {
  try {
    return statSync(path);
  } catch (problem) {
    throw unreadable(given, problem);
  }
}

function readText(file: string | 0, given: string): string {
  try {
    if (file !== 0 && statSync(file).size > LARGEST_BYTES) throw new Error(`it is larger than ${LARGEST_BYTES >> 20} MiB`);
    return readFileSync(file, "utf8").replace(/^\uFEFF/, "");
  } catch (problem) {
    throw unreadable(given, problem);
  }
}

function unreadable(given: string, problem: unknown): FaultlineError {
  return new FaultlineError("no-file", `${given} cannot be read: ${messageOf(problem)}`, {
    exitCode: EXIT.usage,
    remedy: "Name a file or folder that exists.",
    facts: { given },
  });
}
