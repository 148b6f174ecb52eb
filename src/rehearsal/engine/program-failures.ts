import { EXIT, FaultlineError } from "../../words";
import { askedFor } from "./asked-config";
import type { ProgramEnd, ProgramError } from "./child";
import { formatPlace } from "./failures";
import type { Program } from "./program";
import type { Place } from "./registration";

interface Where {
  readonly program: Program;
  /** Paths in messages are relative to this folder. */
  readonly root: string;
  readonly project: string;
  readonly stack: string;
  readonly stackFile: string;
  /** The keys that the stack's configuration has, or the project's defaults. */
  readonly configured: readonly string[];
  readonly debug: boolean;
}

const FRAME = /\(?(?:file:\/\/)?(\/[^():]+|[A-Za-z]:\\[^():]+):(\d+):(\d+)\)?$/;
const MISSING_CONFIG = /Missing required configuration variable '([^']+)'/;

/** What went wrong with a program that did not end well, for its author. */
export function programFailure(end: Exclude<ProgramEnd, { kind: "done" }>, where: Where): FaultlineError {
  if (end.kind === "died") return died(end, where);
  const { error } = end;
  const config = MISSING_CONFIG.exec(error.message);
  if (config) return missingConfig(config[1] ?? "", error, where);
  if (error.name === "TransformError" || error.name === "SyntaxError") return doesNotCompile(error, where);
  if (error.code === "MODULE_NOT_FOUND" || error.code === "ERR_MODULE_NOT_FOUND") return moduleNotFound(error, where);
  return threw(error, where);
}

/** The program neither called the engine nor ended for too long. */
export function programHung(timeoutMs: number, pending: readonly string[], where: Where): FaultlineError {
  const waiting = pending.length > 0 ? `; not finished: ${pending.join(", ")}` : "";
  return new FaultlineError("program-hung", `${name(where)} did nothing for ${Math.round(timeoutMs / 1_000)} s and did not end${waiting}`, {
    exitCode: EXIT.errored,
    remedy: "Look for an open server, timer or connection, or a promise that never settles, in the program.",
    facts: { pending },
  });
}

function name({ program, root }: Where): string {
  return formatPlace({ file: program.file, line: 0, column: 0 }, root).replace(/:0:0$/, "");
}

function threw(error: ProgramError, where: Where): FaultlineError {
  const place = placeOf(error, where.program);
  const at = place ? ` at ${formatPlace(place, where.root)}` : "";
  const label = error.runError || error.name === "Error" || error.name === "" ? "" : `${error.name}: `;
  return new FaultlineError("program-failed", `${name(where)} failed${at}: ${label}${error.message}${stack(error, where)}`, {
    exitCode: EXIT.usage,
    remedy: place ? "Mend the program at the place named above." : "Mend the program; `--debug` shows where the error comes from.",
    facts: { place, error: error.message },
  });
}

/** The key at which the program stopped, and the others that its sources ask for and the stack lacks as well. */
function missingConfig(key: string, error: ProgramError, where: Where): FaultlineError {
  const { program, project, configured, root } = where;
  const others = askedFor(program.dir, project).filter((asked) => asked.key !== key && !configured.includes(asked.key));
  const missing = [{ key, place: placeOf(error, program) }, ...others];
  const lines = missing.map((asked) => `${asked.key}${asked.place ? ` (asked for at ${formatPlace(asked.place, root)})` : ""}`);
  const told = lines.length === 1 ? ` ${lines[0]}` : `:\n  ${lines.join("\n  ")}`;
  return new FaultlineError("config-missing", `stack "${where.stack}" lacks the configuration${told}${stack(error, where)}`, {
    exitCode: EXIT.usage,
    remedy: `Add ${missing.map((asked) => `\`${asked.key}: …\``).join(", ")} under \`config:\` in ${where.stackFile}.`,
    facts: { missing: missing.map((asked) => asked.key), place: missing[0]?.place },
  });
}

function doesNotCompile(error: ProgramError, where: Where): FaultlineError {
  return new FaultlineError(
    "program-does-not-compile",
    `${name(where)} does not compile: ${error.message.replaceAll(`${where.root}/`, "")}${stack(error, where)}`,
    {
      exitCode: EXIT.usage,
      remedy: "Mend the program at the place named above.",
      facts: { error: error.message },
    },
  );
}

function moduleNotFound(error: ProgramError, where: Where): FaultlineError {
  const [first = ""] = error.message.split("\n");
  return new FaultlineError("module-not-found", `${name(where)} cannot be loaded: ${first}${stack(error, where)}`, {
    exitCode: EXIT.usage,
    remedy: "Install the program's dependencies (`npm ci` in its folder), or mend the import.",
    facts: { error: error.message },
  });
}

function died(end: Extract<ProgramEnd, { kind: "died" }>, where: Where): FaultlineError {
  const how = end.signal ? `was ended by ${end.signal}` : `ended with exit code ${end.exitCode ?? "unknown"} before it was done`;
  const said = end.stderr ? `:\n${end.stderr}` : "";
  return new FaultlineError("program-died", `${name(where)} ${how}${said}`, {
    exitCode: EXIT.errored,
    remedy: "Look for `process.exit` or a crash in the program; it must end by itself.",
    facts: { exitCode: end.exitCode, signal: end.signal },
  });
}

function stack(error: ProgramError, { debug }: Where): string {
  return debug && error.stack ? `\n${error.stack}` : "";
}

/** The first frame of the program itself. */
function placeOf(error: ProgramError, program: Program): Place | undefined {
  for (const line of (error.stack ?? "").split("\n")) {
    const [, file, row, column] = FRAME.exec(line.trim()) ?? [];
    if (!file || file.includes("/node_modules/") || !file.startsWith(program.dir)) continue;
    return { file, line: Number(row), column: Number(column) };
  }
  return undefined;
}
