import type { WriteStream } from "node:tty";

/** Where a command speaks: one documented object on stdout with `--json`, else lines for people; progress always on stderr in `--json`. */
export interface Output {
  readonly json: boolean;
  /** Whether a live view can redraw itself. */
  readonly live: boolean;
  readonly columns: number;
  readonly paint: Paint;
  /** A line for people; nothing in `--json`. */
  line(text?: string): void;
  /** Progress: stdout for people, stderr in `--json`. */
  progress(text: string): void;
  /** A warning or error, always stderr. */
  problem(text: string): void;
  /** The one object of `--json`; nothing for people. */
  result(value: unknown): void;
  /** Raw text for a live view. */
  draw(text: string): void;
}

export interface Paint {
  bold(text: string): string;
  dim(text: string): string;
  good(text: string): string;
  bad(text: string): string;
  warn(text: string): string;
  accent(text: string): string;
}

type Stream = Pick<WriteStream, "write"> & { readonly isTTY?: boolean; readonly columns?: number };

export function output(options: {
  readonly json: boolean;
  readonly stdout: Stream;
  readonly stderr: Stream;
  readonly colour: boolean;
  readonly ci: boolean;
}): Output {
  const { json, stdout, stderr } = options;
  return {
    json,
    live: !json && !options.ci && stdout.isTTY === true,
    columns: stdout.columns ?? 100,
    paint: paint(options.colour && !json),
    line: (text = "") => {
      if (!json) stdout.write(`${text}\n`);
    },
    progress: (text) => {
      (json ? stderr : stdout).write(`${text}\n`);
    },
    problem: (text) => {
      stderr.write(`${text}\n`);
    },
    result: (value) => {
      if (json) stdout.write(`${JSON.stringify(value)}\n`);
    },
    draw: (text) => {
      stdout.write(text);
    },
  };
}

/** Blue and orange rather than green and red, so that colour-blind people can tell them apart; words always say the same. */
function paint(on: boolean): Paint {
  const wrap = (open: string) => (text: string) => (on ? `\u001b[${open}m${text}\u001b[0m` : text);
  return { bold: wrap("1"), dim: wrap("2"), good: wrap("1;34"), bad: wrap("1;38;5;208"), warn: wrap("33"), accent: wrap("36") };
}
