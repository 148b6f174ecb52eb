import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { ROOT } from "./typescript";

const NOT_OURS = new Set(["node_modules", "dist", ".git", ".faultline", "coverage"]);

/** The files of this repository, by path from its root: what git keeps, or in a copy without git what lies there. */
export function repositoryFiles(): readonly string[] {
  if (!existsSync(join(ROOT, ".git"))) return filesBelow(ROOT);
  const listed = execFileSync("git", ["ls-files", "-z"], { cwd: ROOT, encoding: "utf8", maxBuffer: 1 << 26 });
  return listed.split("\0").filter((file) => file !== "" && existsSync(join(ROOT, file)));
}

function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder).flatMap((name) => {
    if (NOT_OURS.has(name)) return [];
    const path = join(folder, name);
    return statSync(path).isDirectory() ? filesBelow(path) : [relative(ROOT, path)];
  });
}

export function read(file: string): string {
  return readFileSync(join(ROOT, file), "utf8");
}

export function isThere(file: string): boolean {
  return existsSync(join(ROOT, file));
}

export interface PackageJson {
  readonly name: string;
  readonly main: string;
  readonly types: string;
  readonly bin: Readonly<Record<string, string>>;
  readonly exports: Readonly<Record<string, string | { readonly types: string; readonly default: string }>>;
  readonly files: readonly string[];
  readonly scripts: Readonly<Record<string, string>>;
  readonly engines: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

export function packageJson(): PackageJson {
  return JSON.parse(read("package.json"));
}
