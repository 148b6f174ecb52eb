import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { awsProvider, type ServedProvider, serveProvider } from "../../src/rehearsal";
import type { Sandbox } from "../../src/sandbox/kernel/start";
import { built } from "../cli/built";
import { sandbox } from "../sandbox/support";
import { compileFile, compileTree, prepared } from "./prepared";
import { Pulumi } from "./pulumi";

const ROOT = join(__dirname, "../..");

/** One call to AWS that the sandbox answered. */
export interface Called {
  readonly service: string;
  readonly operation: string;
  readonly status: number;
  /** `inside` was one service of the sandbox calling another. */
  readonly by: "wire" | "inside";
}

/** A sandbox with our provider in front of it, for Pulumi's own engine to attach to. */
export interface Attached {
  readonly sandbox: Sandbox;
  readonly env: Readonly<Record<string, string>>;
}

const folders = new Set<string>();
const served = new Set<ServedProvider>();

export async function attached(): Promise<Attached> {
  const one = await sandbox({ speed: 600 });
  const provider = await serveProvider(awsProvider({ endpoint: one.url }));
  served.add(provider);
  return {
    sandbox: one,
    env: { PULUMI_DEBUG_PROVIDERS: `aws:${provider.port}`, AWS_REGION: "us-east-1", AWS_ENDPOINT_URL: one.url },
  };
}

/** The package with its types, which the build of the tests has not. */
export function published(): string {
  const from = built();
  if (existsSync(join(from, "dist/src/index.d.ts"))) return from;
  const dir = mkdtempSync(join(tmpdir(), "faultline-package-"));
  folders.add(dir);
  for (const name of ["package.json", "bin", "dist"]) cpSync(join(from, name), join(dir, name), { recursive: true });
  symlinkSync(join(ROOT, "node_modules"), join(dir, "node_modules"));
  const tsc = join(ROOT, "node_modules/typescript/bin/tsc");
  const types = [
    "--declaration",
    "--emitDeclarationOnly",
    "--incremental",
    "false",
    "--tsBuildInfoFile",
    "null",
    "--outDir",
    join(dir, "dist"),
  ];
  // What does not compile is another test's business; its types are written all the same.
  spawnSync(process.execPath, [tsc, "-p", "tsconfig.build.json", ...types], { cwd: ROOT, stdio: "ignore" });
  return dir;
}

/** A copy of this repository's own Pulumi project, which a test may edit; compiled, and with the package as it is prepared for many evaluations. */
export async function compiledProject(): Promise<string> {
  const dir = ownProject(await prepared());
  compileTree(join(dir, "stacks"), join(dir, "Pulumi.yaml"));
  return dir;
}

/** A copy of this repository's own Pulumi project as it is. */
export function ownProject(build: string): string {
  const dir = mkdtempSync(join(tmpdir(), "faultline-project-"));
  folders.add(dir);
  for (const name of ["package.json", "Pulumi.yaml", "stacks", "tsconfig.json"])
    cpSync(join(ROOT, name), join(dir, name), { recursive: true });
  symlinkSync(join(build, "dist"), join(dir, "dist"));
  symlinkSync(join(ROOT, "node_modules"), join(dir, "node_modules"));
  return dir;
}

/** The calls over the wire that a sandbox has answered since another look at them, and the place from where to look again. */
export async function callsOf(
  { url }: { readonly url: string },
  since = 0,
): Promise<{ readonly last: number; readonly calls: readonly Called[] }> {
  const answer = await fetch(`${url}/_faultline/calls?since=${since}`);
  const { last, calls } = (await answer.json()) as { readonly last: number; readonly calls: readonly Called[] };
  return { last, calls: calls.filter(({ by }) => by === "wire") };
}

/** The same folder, with the packages of this repository. */
export function linked(dir: string): string {
  symlinkSync(join(ROOT, "node_modules"), join(dir, "node_modules"));
  return dir;
}

/** Replaces one text in a file; it must stand there exactly once. What was compiled is compiled again. */
export function edit(dir: string, file: string, before: string, after: string): void {
  const path = join(dir, file);
  const parts = readFileSync(path, "utf8").split(before);
  if (parts.length !== 2) throw new Error(`${file} has ${parts.length - 1} of ${before}`);
  writeFileSync(path, parts.join(after));
  if (path.endsWith(".ts") && existsSync(path.replace(/\.ts$/, ".js"))) compileFile(path);
}

export function pulumi(dir: string, stack: string, { env }: Attached): Pulumi {
  return new Pulumi(dir, stack, env);
}

afterAll(async () => {
  await Promise.all([...served].map((one) => one.stop()));
  for (const dir of folders) rmSync(dir, { recursive: true, force: true, maxRetries: 5 });
});
