import { existsSync, statSync } from "node:fs";
import { dirname, extname, join, resolve } from "node:path";
import { EXIT, FaultlineError } from "../../words";
import { isRecord, type Project, readYaml } from "../project";

/** The file that is the program, and how Node loads it. */
export interface Program {
  readonly file: string;
  readonly dir: string;
  /** An ES module: `"type": "module"` of its package, or `.mts`/`.mjs`. */
  readonly esm: boolean;
}

const EXTENSIONS = [".js", ".mjs", ".cjs", ".ts", ".mts", ".cts"];

/**
 * Finds the program as Pulumi does: the file that `main` names; else the entry point of the nearest `package.json`; else `index` in the
 * program's folder. https://www.pulumi.com/docs/iac/languages-sdks/javascript/#entrypoint
 */
export function findProgram(project: Project): Program {
  const named = project.entry ? asFile(project.entry) : (packageEntry(project.programDir) ?? asFile(project.programDir));
  if (!named) {
    throw new FaultlineError("program-not-found", `there is no program in ${project.programDir}`, {
      exitCode: EXIT.usage,
      remedy: `Write index.ts there, or name the program with \`main:\` in ${project.file}.`,
      facts: { file: project.file },
    });
  }
  const extension = extname(named);
  const esm = extension.startsWith(".m") || (!extension.startsWith(".c") && packageOf(dirname(named))?.manifest.type === "module");
  return { file: named, dir: project.programDir, esm };
}

/** A file, the same with an extension, or `index` in a folder. */
function asFile(path: string): string | undefined {
  if (existsSync(path) && statSync(path).isFile()) return path;
  const bases = existsSync(path) && statSync(path).isDirectory() ? [join(path, "index")] : [path];
  return bases.flatMap((base) => EXTENSIONS.map((extension) => base + extension)).find((file) => existsSync(file));
}

function packageEntry(dir: string): string | undefined {
  const found = packageOf(dir);
  if (!found) return undefined;
  const { manifest } = found;
  const entry = exportsEntry(manifest.exports) ?? (manifest.exports === undefined ? manifest.main : undefined);
  return typeof entry === "string" ? asFile(resolve(found.dir, entry)) : undefined;
}

function exportsEntry(value: unknown): unknown {
  if (typeof value === "string") return value;
  const main = isRecord(value) ? value["."] : undefined;
  return isRecord(main) ? (main.default ?? main.require ?? main.import) : main;
}

function packageOf(dir: string): { readonly dir: string; readonly manifest: Record<string, unknown> } | undefined {
  const file = join(dir, "package.json");
  if (existsSync(file)) return { dir, manifest: readYaml(file) };
  const above = dirname(dir);
  return above === dir ? undefined : packageOf(above);
}
