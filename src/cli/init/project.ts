import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { basename, join, relative, resolve } from "node:path";
import { EXIT, FaultlineError, messageOf } from "../../words";
import { VERSION } from "../version";
import { PROGRAM, REHEARSAL, STACK, TSCONFIG } from "./files";

/** Writes a project's files; refuses, and writes nothing, when one of them is there already. */
export function initProject(cwd: string, dir: string): { readonly dir: string; readonly written: readonly string[] } {
  const root = resolve(cwd, dir);
  const name =
    basename(root)
      .toLowerCase()
      .replace(/[^a-z0-9-]+/g, "-")
      .replace(/^-+|-+$/g, "") || "chaos";
  const files: Readonly<Record<string, string>> = {
    "package.json": packageJson(name),
    "tsconfig.json": TSCONFIG,
    "Pulumi.yaml": `name: ${name}\ndescription: Chaos experiments\nruntime: nodejs\n`,
    "Pulumi.local.yaml": STACK,
    "index.ts": PROGRAM,
    "rehearsal.yaml": REHEARSAL,
  };
  const there = Object.keys(files).filter((file) => existsSync(join(root, file)));
  if (there.length > 0) {
    throw new FaultlineError("files-exist", `${root} has ${there.join(", ")} already; nothing was written.`, {
      exitCode: EXIT.usage,
      remedy: "Name an empty or new folder: faultline init DIR",
      facts: { files: there },
    });
  }
  try {
    mkdirSync(root, { recursive: true });
    for (const [file, text] of Object.entries(files)) writeFileSync(join(root, file), text, { flag: "wx" });
  } catch (problem) {
    throw new FaultlineError("files-not-written", `The project could not be written to ${root}: ${messageOf(problem)}`, {
      exitCode: EXIT.errored,
      remedy: "Make room or give write access, or name another folder.",
    });
  }
  return { dir: relative(cwd, root) || ".", written: Object.keys(files).map((file) => join(relative(cwd, root) || ".", file)) };
}

function packageJson(name: string): string {
  const dependencies = { "@pulumi/aws": "^7.48.0", "@pulumi/pulumi": "^3.248.0", faultline: `^${VERSION}` };
  // Without a TypeScript of the project's own `pulumi up` takes the one in Pulumi's SDK, which is older than the settings in tsconfig.json.
  const devDependencies = { "@types/node": "^20", typescript: "~6.0.3" };
  return `${JSON.stringify({ name, private: true, dependencies, devDependencies }, null, 2)}\n`;
}
