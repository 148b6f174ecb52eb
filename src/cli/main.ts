import { hostname, userInfo } from "node:os";
import { Command as Commander, CommanderError } from "commander";
import { EXIT, type ExitCode, isFaultlineError, messageOf } from "../words";
import type { ArgumentSpec, Command, Given } from "./command";
import type { Context } from "./context";
import { output } from "./output";
import { commands } from "./registry";
import { VERSION } from "./version";

/** The command line. Ends the process with the command's exit code. */
export async function main(argv: readonly string[]): Promise<void> {
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
    exitCode =
      problem instanceof CommanderError
        ? problem.exitCode === 0
          ? EXIT.passed
          : EXIT.usage
        : tell(problem, argv.includes("--debug"), argv.includes("--json"));
  }
  // Whatever is still open (an agent's sockets, a child that was told to end) may finish by itself; the code is set.
  process.exitCode = exitCode;
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
    finish(await command.run(contextOf(options), given(command.arguments ?? [], sub.args, options)));
  });
}

function given(specs: readonly ArgumentSpec[], args: readonly string[], options: Given["options"]): Given {
  const named = specs.map((spec, index) => [spec.name.replace(/[^\w]/g, "").toLowerCase(), args[index]] as const);
  return { arguments: Object.fromEntries(named), options };
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

/** Says what went wrong and what to do; a stack trace only on request, except for what nobody expected. */
function tell(problem: unknown, debug: boolean, json: boolean): ExitCode {
  if (isFaultlineError(problem)) {
    const { exitCode, remedy, facts, problems } = problem.details;
    process.stderr.write(`faultline: ${problem.message}\n  next: ${remedy}\n`);
    if (debug) process.stderr.write(`${problem.stack}\n`);
    if (json)
      process.stdout.write(
        `${JSON.stringify({ error: { code: problem.code, message: problem.message, remedy, facts, problems }, exitCode })}\n`,
      );
    return exitCode;
  }
  process.stderr.write(
    `faultline: something failed that should not: ${messageOf(problem)}\n  next: run it again with --debug and report what it prints\n`,
  );
  if (debug && problem instanceof Error) process.stderr.write(`${problem.stack}\n`);
  if (json)
    process.stdout.write(`${JSON.stringify({ error: { code: "unexpected", message: messageOf(problem) }, exitCode: EXIT.errored })}\n`);
  return EXIT.errored;
}
