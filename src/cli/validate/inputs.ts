import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { type Experiments, readExperiments } from "../../exchange";
import { EXIT, FaultlineError, messageOf } from "../../words";
import { type Decoded, decoded } from "./decoded";

/** A text to check, under the name that people see. */
export interface Input {
  readonly file: string;
  readonly content: Decoded;
  /** It was found in a folder: nobody said that it holds an experiment. */
  readonly isFound: boolean;
}

/** What a file holds. A file of a folder without an experiment is a warning; one that was named so is an error. */
export function experimentsIn({ file, content, isFound }: Input): Experiments {
  if ("refused" in content) return { file, templates: [], findings: [content.refused] };
  const read = readExperiments(file, content.text);
  if (!isFound) return read;
  const findings = read.findings.map((one) => (one.code === "no-experiment" ? ({ ...one, severity: "warning" } as const) : one));
  return { ...read, findings };
}

const READ = /\.(json|ya?ml|template)$/i;
const SKIPPED = new Set(["node_modules", ".git", ".terraform", "cdk.out"]);
/** Larger than any file of experiments; a folder may hold others. */
const LARGEST_BYTES = 16 << 20;

/** The files named, those in folders named, and stdin for `-`. Throws `no-file` for what cannot be read. */
export function inputsOf(cwd: string, words: readonly string[]): readonly Input[] {
  return words.flatMap((word) => {
    if (word === "-") return [{ file: "stdin", content: decoded("stdin", readBytes(0, "stdin")), isFound: false }];
    const path = resolve(cwd, word);
    const isFound = statOf(path, word).isDirectory();
    const files = isFound ? filesIn(path) : [path];
    if (files.length === 0)
      throw new FaultlineError("no-file", `The folder ${word} holds no file that could be a template.`, {
        exitCode: EXIT.usage,
        remedy: "Name files, or a folder with .json, .yaml, .yml or .template files.",
        facts: { given: word },
      });
    return files.map((found) => {
      const file = relative(cwd, found) || found;
      return { file, content: decoded(file, readBytes(found, word)), isFound };
    });
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

function readBytes(file: string | 0, given: string): Buffer {
  try {
    if (file !== 0 && statSync(file).size > LARGEST_BYTES) throw new Error(`it is larger than ${LARGEST_BYTES >> 20} MiB`);
    return readFileSync(file);
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
