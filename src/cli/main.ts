import { hostname, userInfo } from "node:os";
import { Command as Commander, CommanderError } from "commander";
import { EXIT, type ExitCode, isFaultlineError, messageOf } from "../words";
import type { ArgumentSpec, Command, Given } from "./command";
import type { Context } from "./context";
import { output } from "./output";
import { commands } from "./registry";
import { VERSION } from "./version";

/** The command line. Ends the process with the command's exit code. */
export async function main(words: readonly string[]): Promise<void> {
  // Not the user's concern: the clients that are installed are those that work on this Node.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";
  surviveLostOutput();
  const isOver = neverSilent();
  const argv = words[0] === "help" ? [...words.slice(1), "--help"] : words;
  const wanted = argv.find((word) => !word.startsWith("-"));
  const known = commands.find(({ name }) => name === wanted);
  const program = shell();
  let exitCode: ExitCode = EXIT.passed;
  const finish = (code: ExitCode) => {
    exitCode = code;
  };
  for (const entry of commands) {
    if (entry === known) attach(program, await entry.load(), finish);
    else program.command(entry.name).summary(entry.summary).description(entry.summary).allowUnknownOption();
  }
  try {
    await program.parseAsync([...argv], { from: "user" });
  } catch (problem) {
    const json = argv.includes("--json");
    exitCode = problem instanceof CommanderError ? misused(problem, known?.name, json) : tell(problem, argv.includes("--debug"), json);
  }
  // Whatever is still open (an agent's sockets, a child that was told to end) may finish by itself; the code is set.
  isOver();
  process.exitCode = exitCode;
}

/** A command that ends before it has come to its end has not passed, whatever made it end: until it is over, the code says so. */
function neverSilent(): () => void {
  process.exitCode = EXIT.errored;
  const complain = () =>
    process.stderr.write("faultline: the command ended before it was done\n  next: run it again with --debug and report what it prints\n");
  process.once("exit", complain);
  return () => process.off("exit", complain);
}

/** Whoever read our output may go away (`| head`), and its disk may be full; a run must go on to its end all the same. */
function surviveLostOutput(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (problem: NodeJS.ErrnoException) => {
      if (problem.code === "EPIPE") return;
      process.once("exit", () => {
        if (process.exitCode === EXIT.passed) process.exitCode = EXIT.errored;
      });
    });
  }
}

function shell(): Commander {
  return new Commander("faultline")
    .description("Chaos engineering on AWS as Pulumi code: guarded experiments, verdicts that cannot be fooled, and a local sandbox.")
    .version(VERSION)
    .exitOverride()
    .showSuggestionAfterError()
    .helpCommand(false)
    .addHelpText(
      "after",
      "\nExit codes: 0 passed, 1 failed, 2 usage, 3 aborted, 4 inconclusive, 5 blocked, 6 errored.\nEvery command takes --json, --debug and --help.",
    );
}

function attach(program: Commander, command: Command, finish: (code: ExitCode) => void): void {
  const sub = program
    .command(command.name)
    .summary(command.summary)
    .description(command.details ?? command.summary)
    .exitOverride();
  for (const argument of command.arguments ?? [])
    sub.argument(argument.name.startsWith("[") ? argument.name : `<${argument.name}>`, argument.about);
  for (const option of command.options ?? [])
    sub.option(option.flags, option.otherwise ? `${option.about} (left out: ${option.otherwise})` : option.about);
  sub.option("--json", "one JSON object on stdout; progress and logs on stderr");
  sub.option("--debug", "stack traces and more detail");
  sub.action(async () => {
    const options = sub.opts<Record<string, string | boolean | undefined>>();
    for (const [key, value] of Object.entries(options))
      if (typeof value === "string" && value.startsWith("--"))
        sub.error(swallowed(sub, key, value), { code: "commander.optionMissingArgument", exitCode: EXIT.usage });
    finish(await command.run(contextOf(options), given(command.arguments ?? [], sub.args, options)));
  });
}

/** Commander takes the next word for the value of an option, even if that is an option itself. */
function swallowed(sub: Commander, key: string, value: string): string {
  const flags = sub.options.find((option) => option.attributeName() === key)?.flags ?? key;
  return `error: option '${flags}' needs a value, and ${value} is an option`;
}

function given(specs: readonly ArgumentSpec[], args: readonly string[], options: Given["options"]): Given {
  const named = specs.map((spec, index) => [spec.name.replace(/[^\w]/g, "").toLowerCase(), args[index]] as const);
  return { arguments: Object.fromEntries(named), options, words: args };
}

function contextOf(options: Readonly<Record<string, string | boolean | undefined>>): Context {
  const { env, stdout, stderr } = process;
  const colour = env.NO_COLOR === undefined && (stdout.isTTY === true || env.FORCE_COLOR !== undefined);
  return {
    out: output({ json: options.json === true, stdout, stderr, colour, ci: env.CI !== undefined && env.CI !== "" && env.CI !== "false" }),
    env,
    cwd: process.cwd(),
    debug: options.debug === true,
    by: `${userName()}@${hostname()}`,
    host: `${hostname()}/${process.pid}`,
    onInterrupt: (listener) => {
      let count = 0;
      const heard = () => listener(++count);
      for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, heard);
      return () => {
        for (const signal of ["SIGINT", "SIGTERM"] as const) process.off(signal, heard);
      };
    },
  };
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return "unknown";
  }
}

/** Commander has said on stderr what is wrong with the words; `--help` and `--version` are no mistakes. */
function misused(problem: CommanderError, command: string | undefined, json: boolean): ExitCode {
  if (problem.exitCode === 0) return EXIT.passed;
  const remedy = `See: faultline ${command === undefined ? "" : `${command} `}--help`;
  const message = problem.message.replace(/^error: /, "");
  if (problem.code !== "commander.help") process.stderr.write(`  next: ${remedy}\n`);
  if (json) printJson({ error: { code: kebab(problem.code), message, remedy }, exitCode: EXIT.usage });
  return EXIT.usage;
}

/** `commander.unknownOption` is `unknown-option`; asking for nothing is asking for no command. */
function kebab(code: string): string {
  const name = code.replace(/^commander\./, "");
  return name === "help" ? "no-command" : name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

function printJson(value: object): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}

/** Says what went wrong and what to do; a stack trace only on request. */
function tell(problem: unknown, debug: boolean, json: boolean): ExitCode {
  if (isFaultlineError(problem)) {
    const { exitCode, remedy, facts, problems } = problem.details;
    process.stderr.write(`faultline: ${problem.message}\n  next: ${remedy}\n`);
    if (debug) process.stderr.write(`${problem.stack}\n`);
    if (json) printJson({ error: { code: problem.code, message: problem.message, remedy, facts, problems }, exitCode });
    return exitCode;
  }
  const message = messageOf(problem);
  const remedy = "Run it again with --debug and report what it prints.";
  process.stderr.write(`faultline: something failed that should not: ${message}\n  next: ${remedy}\n`);
  if (debug && problem instanceof Error) process.stderr.write(`${problem.stack}\n`);
  if (json) printJson({ error: { code: "unexpected", message, remedy }, exitCode: EXIT.errored });
  return EXIT.errored;
}
