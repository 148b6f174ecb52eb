import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { extname, join } from "node:path";
import type { Place } from "./registration";

/** A key of configuration that a program's sources require, and where. */
export interface AskedFor {
  /** `project:name`. */
  readonly key: string;
  readonly place: Place;
}

const SOURCES = new Set([".ts", ".mts", ".cts", ".js", ".mjs", ".cjs"]);
const PASSED_OVER = new Set(["node_modules", "dist", "build", "test", "tests", "__tests__"]);
const MOST_FILES = 500;
const MOST_BYTES = 1_000_000;

/** `const config = new pulumi.Config("aws")`: a name for a section of the configuration; without an argument it is the project's. */
const DECLARED = /\b(?:const|let|var)\s+([\w$]+)\s*(?::[^=;]+)?=\s*new\s+(?:[\w$]+\.)?Config\(\s*(?:(["'`])([^"'`$]*)\2)?\s*\)/g;
/** `config.requireSecret("password")`, and the same on `new pulumi.Config()` itself. */
const REQUIRED =
  /(?:([\w$]+)|new\s+(?:[\w$]+\.)?Config\(\s*(?:(["'`])([^"'`$]*)\2)?\s*\))\s*\.\s*require(?:Secret)?(?:Number|Boolean|Object)?\s*(?:<[^()]*>)?\(\s*(["'`])([^"'`$]+)\4/g;

/**
 * What a program's sources require of its stack's configuration, as far as they say it in so many words. A program stops at the first key that
 * it lacks; to run it further on made-up values could do anything, to read it does nothing.
 * @param dir the program's folder; folders of other projects within are passed over
 * @param project whose keys are meant where no other section is named
 */
export function askedFor(dir: string, project: string): readonly AskedFor[] {
  const found = new Map<string, AskedFor>();
  for (const file of sourcesIn(dir)) {
    for (const asked of requiredIn(readFileSync(file, "utf8"), file, project)) {
      if (!found.has(asked.key)) found.set(asked.key, asked);
    }
  }
  return [...found.values()];
}

function requiredIn(text: string, file: string, project: string): readonly AskedFor[] {
  const sections = new Map([...text.matchAll(DECLARED)].map(([, name = "", , section]) => [name, section || project]));
  const found: AskedFor[] = [];
  for (const match of text.matchAll(REQUIRED)) {
    const [, name, , own, , key = ""] = match;
    const section = name === undefined ? own || project : sections.get(name);
    const before = text.slice(0, match.index);
    const start = before.lastIndexOf("\n") + 1;
    if (section === undefined || /^\s*(\/\/|\*|\/\*)/.test(text.slice(start))) continue;
    const place = { file, line: before.split("\n").length, column: match.index - start + 1 };
    found.push({ key: key.includes(":") ? key : `${section}:${key}`, place });
  }
  return found;
}

function sourcesIn(dir: string): readonly string[] {
  const files: string[] = [];
  const walk = (folder: string): void => {
    for (const entry of readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
      if (files.length >= MOST_FILES) return;
      const path = join(folder, entry.name);
      if (entry.isDirectory()) {
        const another = entry.name.startsWith(".") || PASSED_OVER.has(entry.name) || existsSync(join(path, "Pulumi.yaml"));
        if (!another) walk(path);
      } else if (entry.isFile() && SOURCES.has(extname(entry.name)) && !entry.name.endsWith(".d.ts") && statSync(path).size <= MOST_BYTES) {
        files.push(path);
      }
    }
  };
  walk(dir);
  return files;
}
