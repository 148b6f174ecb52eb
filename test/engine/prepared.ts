import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { basename, join } from "node:path";
import { transformFileSync } from "@swc/core";
import { bundle } from "../../src/provision/orchestrator/code/bundle";
import { functionEntry } from "../../src/provision/orchestrator/code/entry";
import { built } from "../cli/built";

const CACHE = join(__dirname, "../../node_modules/.cache/faultline-engine");
const OLD_MS = 3_600_000;

/**
 * The package for programs that are evaluated ten times over. The function's entry in it is the finished bundle of the function: every
 * `pulumi up` bundles it as always, but reads one file in place of a thousand. Kept for the next time, as the build that it is made of.
 */
export async function prepared(): Promise<string> {
  const from = built();
  const out = join(CACHE, `${basename(from)}-${Math.round(statSync(join(from, "dist")).mtimeMs)}`);
  if (existsSync(out)) return out;
  forgetOld();
  const part = `${out}.${process.pid}`;
  mkdirSync(part, { recursive: true });
  for (const name of ["package.json", "bin", "dist"]) cpSync(join(from, name), join(part, name), { recursive: true });
  copyFileSync(await bundle(functionEntry()), join(part, "dist/src/lambda/handler.js"));
  try {
    renameSync(part, out);
  } catch {
    // Another worker was first.
    rmSync(part, { recursive: true, force: true });
  }
  return out;
}

function forgetOld(): void {
  if (!existsSync(CACHE)) return;
  for (const name of readdirSync(CACHE)) {
    const dir = join(CACHE, name);
    if (Date.now() - statSync(dir).mtimeMs > OLD_MS) rmSync(dir, { recursive: true, force: true });
  }
}

/** Compiles the TypeScript files of a program where they lie, as a team does that has a build step; Pulumi then runs JavaScript. */
export function compileTree(folder: string, project: string): void {
  for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    if (name.endsWith(".ts")) compileFile(join(folder, name));
  }
  const text = readFileSync(project, "utf8")
    .replace(/^runtime: nodejs$/m, "runtime: { name: nodejs, options: { typescript: false } }")
    .replace(/^(main: .*)\.ts$/m, "$1.js");
  writeFileSync(project, text);
}

export function compileFile(file: string): void {
  const parser = { syntax: "typescript" } as const;
  const { code } = transformFileSync(file, { jsc: { target: "es2022", parser }, module: { type: "commonjs" }, swcrc: false });
  writeFileSync(file.replace(/\.ts$/, ".js"), code);
}
