import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type EvaluateOptions, type Evaluation, type EvaluationEvent, evaluate } from "../../src/rehearsal";
import { type Recorded, recordingProvider } from "./recording-provider";

export const PROGRAMS = join(__dirname, "programs");

const opened: Evaluation[] = [];
const folders: string[] = [];

/** Evaluates `programs/<name>` (or a folder) with a recording provider. */
export async function run(
  program: string,
  options: Partial<EvaluateOptions> = {},
): Promise<{ evaluation: Evaluation; recorded: Recorded; events: EvaluationEvent[] }> {
  const recorded = recordingProvider();
  const events: EvaluationEvent[] = [];
  const evaluation = await evaluate({
    programDir: program.startsWith("/") ? program : join(PROGRAMS, program),
    stack: "test",
    provider: recorded.provider,
    env: process.env,
    onEvent: (event) => events.push(event),
    ...options,
  });
  opened.push(evaluation);
  return { evaluation, recorded, events };
}

/** A Pulumi project in a folder of its own, from file names to contents; its packages are ours. */
export function project(files: Readonly<Record<string, string>>): string {
  const dir = mkdtempSync(join(tmpdir(), "faultline-program-"));
  folders.push(dir);
  symlinkSync(join(__dirname, "../../node_modules"), join(dir, "node_modules"));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(dir, name)), { recursive: true });
    writeFileSync(join(dir, name), text);
  }
  return dir;
}

afterEach(() => {
  for (const evaluation of opened.splice(0)) evaluation.close();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});
