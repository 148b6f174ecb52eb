import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Manifest } from "../experiment";
import { EXIT, FaultlineError, messageOf } from "../words";
import { type Given, type OptionSpec, textOption } from "./command";
import type { Context } from "./context";

/** Manifests by experiment name, as a stack publishes them. */
export type Manifests = Readonly<Record<string, Manifest>>;

/** Where commands that need manifests look for them. */
export const manifestOptions: readonly OptionSpec[] = [
  { flags: "--stack <name>", about: "the Pulumi stack whose output `faultline` is read by Pulumi's CLI" },
  {
    flags: "--manifests <file>",
    about: "a JSON file of manifests: what `pulumi stack output faultline --json` prints, or a rehearsal wrote",
  },
  { flags: "--dir <dir>", about: "the Pulumi project", otherwise: "this folder" },
];

const PULUMI_TIMEOUT_MS = 120_000;

/** Reads the manifests of a stack from a file, or from Pulumi's own state. */
export async function findManifests(context: Context, given: Given): Promise<Manifests> {
  const file = textOption(given, "manifests");
  if (file !== undefined) return parse(readFile(resolve(context.cwd, file)), file);
  const stack = textOption(given, "stack");
  if (stack === undefined) {
    throw new FaultlineError("no-stack", "Which stack? Neither --stack nor --manifests is given.", {
      exitCode: EXIT.usage,
      remedy:
        "Name the stack with --stack NAME, or a file with --manifests FILE. `faultline rehearse` needs neither a cloud nor Pulumi's CLI.",
    });
  }
  const dir = resolve(context.cwd, textOption(given, "dir") ?? ".");
  return parse(await stackOutput(stack, dir, context, "faultline"), `the output "faultline" of the stack ${stack}`);
}

/** One experiment of them, by name. */
export function pick(manifests: Manifests, name: string | undefined): Manifest {
  const names = Object.keys(manifests);
  const only = names.length === 1 ? names[0] : undefined;
  const manifest = manifests[name ?? only ?? ""];
  if (manifest) return manifest;
  throw new FaultlineError(
    "unknown-experiment",
    name === undefined ? "The stack has several experiments; which one?" : `The stack has no experiment "${name}".`,
    {
      exitCode: EXIT.usage,
      remedy: `Name one of: ${names.join(", ")}.`,
      facts: { given: name, experiments: names },
    },
  );
}

/** An output of a stack as JSON, by Pulumi's own CLI. Throws `no-pulumi` and `no-stack-output`. */
export function stackOutput(
  stack: string,
  dir: string,
  context: Context,
  output: string,
  remedy = "Export it from the program: export const faultline = manifests(…); and run `pulumi up`.",
): Promise<string> {
  const args = ["stack", "output", output, "--json", "--non-interactive", "--stack", stack, "--cwd", dir];
  return new Promise((done, refuse) => {
    execFile(
      "pulumi",
      args,
      { env: context.env as NodeJS.ProcessEnv, timeout: PULUMI_TIMEOUT_MS, maxBuffer: 64 << 20 },
      (problem, stdout, stderr) => {
        if (!problem) return done(stdout);
        const absent = (problem as NodeJS.ErrnoException).code === "ENOENT";
        refuse(
          absent
            ? new FaultlineError("no-pulumi", "Pulumi's CLI is not on the PATH, and the stack's output is in its state.", {
                exitCode: EXIT.usage,
                remedy: `Install Pulumi, or save what pulumi stack output ${output} --json prints in a file and name it with ${output === "faultline" ? "--manifests" : "--deployment"} FILE.`,
              })
            : new FaultlineError(
                "no-stack-output",
                `Pulumi could not read the output "${output}" of the stack ${stack}: ${stderr.trim() || problem.message}`,
                {
                  exitCode: EXIT.usage,
                  remedy,
                  facts: { stack, dir },
                },
              ),
        );
      },
    );
  });
}

function readFile(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (problem) {
    throw new FaultlineError("no-manifests", `The manifests ${file} cannot be read: ${messageOf(problem)}`, {
      exitCode: EXIT.usage,
      remedy: "Name a file that exists.",
      facts: { file },
    });
  }
}

/** Manifests are made by `pulumi up`; what is not one is refused before anything is done with it. */
function parse(text: string, source: string): Manifests {
  const refuse = (why: string) =>
    new FaultlineError("bad-manifests", `${source} is not what an experiment publishes: ${why}.`, {
      exitCode: EXIT.usage,
      remedy: "Export manifests(…) as the stack output `faultline`, and run `pulumi up` with this version of Faultline.",
    });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (problem) {
    throw refuse(`it is not JSON (${messageOf(problem)})`);
  }
  if (value === null || typeof value !== "object" || Array.isArray(value)) throw refuse("it is not an object of manifests by name");
  for (const [name, item] of Object.entries(value)) {
    const manifest = item as Partial<Manifest> | null;
    if (manifest?.version !== 1) throw refuse(`"${name}" has version ${String(manifest?.version)}, this Faultline reads version 1`);
    if (typeof manifest.templateId !== "string" || manifest.plan?.hash === undefined)
      throw refuse(`"${name}" lacks its plan or its template`);
  }
  return value as Manifests;
}
