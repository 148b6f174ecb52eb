import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { transformFileSync } from "@swc/core";

const ROOT = join(__dirname, "../..");
const CACHE = join(ROOT, "node_modules/.cache/faultline-built");
const PARTS = ["src", "templates"];

let found: string | undefined;

/**
 * A folder that is the package as it is installed: `bin/faultline.js`, `package.json` and `dist`. The checkout itself where its `dist` is
 * newer than the sources, as after `npm ci`; else a build of the sources of now, kept for the next time.
 */
export function built(): string {
  found ??= isFresh() ? ROOT : builtAside();
  return found;
}

function sources(): readonly string[] {
  return PARTS.flatMap((part) =>
    readdirSync(join(ROOT, part), { recursive: true, encoding: "utf8" })
      .filter((name) => /\.(ts|json)$/.test(name) && !name.endsWith(".test.ts"))
      .map((name) => join(part, name)),
  );
}

function newest(): number {
  return Math.max(...sources().map((file) => statSync(join(ROOT, file)).mtimeMs));
}

function isFresh(): boolean {
  const main = join(ROOT, "dist/.tsbuildinfo");
  return existsSync(main) && statSync(main).mtimeMs >= newest();
}

/** Several workers may come here at once: each builds under a name of its own, and the first to be done gives it the final one. */
function builtAside(): string {
  const out = join(CACHE, String(Math.round(newest())));
  if (existsSync(out)) return out;
  forgetOld();
  const part = `${out}.${process.pid}`;
  for (const name of ["package.json", "bin"]) cpSync(join(ROOT, name), join(part, name), { recursive: true });
  for (const file of sources()) {
    const to = join(part, "dist", file.replace(/\.ts$/, ".js"));
    mkdirSync(join(to, ".."), { recursive: true });
    writeFileSync(to, file.endsWith(".ts") ? compiled(join(ROOT, file)) : readFileSync(join(ROOT, file)));
  }
  try {
    renameSync(part, out);
  } catch {
    rmSync(part, { recursive: true, force: true });
  }
  return out;
}

const OLD_MS = 3_600_000;

function forgetOld(): void {
  if (!existsSync(CACHE)) return;
  for (const name of readdirSync(CACHE)) {
    const dir = join(CACHE, name);
    if (Date.now() - statSync(dir).mtimeMs > OLD_MS) rmSync(dir, { recursive: true, force: true });
  }
}

function compiled(file: string): string {
  const parser = { syntax: "typescript" } as const;
  return transformFileSync(file, { jsc: { target: "es2022", parser }, module: { type: "commonjs" }, swcrc: false }).code;
}
