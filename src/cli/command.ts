import type { ExitCode } from "../words";
import type { Context } from "./context";

export interface ArgumentSpec {
  /** `RUN`, `[DIR]` where it may be left out, or `FILE...` for one or more. */
  readonly name: string;
  readonly about: string;
}

export interface OptionSpec {
  /** `--stack <name>`, as commander reads it. */
  readonly flags: string;
  readonly about: string;
  /** What happens when it is left out, said in `--help`. */
  readonly otherwise?: string;
}

/** What a command was given: arguments by their lower-case name, options by their camel-case name. */
export interface Given {
  readonly arguments: Readonly<Record<string, string | undefined>>;
  readonly options: Readonly<Record<string, string | boolean | undefined>>;
  /** Every argument, in order. */
  readonly words: readonly string[];
}

/** A command is an object; its help and the command line derive from it. */
export interface Command {
  readonly name: string;
  /** One line, for the list of commands. */
  readonly summary: string;
  /** More, for its own help. */
  readonly details?: string;
  readonly arguments?: readonly ArgumentSpec[];
  readonly options?: readonly OptionSpec[];
  /** Returns the exit code. The modules that do the work are loaded here, so that help needs none of them. */
  run(context: Context, given: Given): Promise<ExitCode>;
}

export function textOption(given: Given, name: string): string | undefined {
  const value = given.options[name];
  return typeof value === "string" ? value : undefined;
}
