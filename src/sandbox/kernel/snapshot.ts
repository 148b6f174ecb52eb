import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { EXIT, FaultlineError, messageOf } from "../../words";
import type { State } from "./state";

const FORMAT = 1;
const FILE = "sandbox.json";
/** Real milliseconds between looking whether something changed. */
const EVERY_MS = 1_000;

interface Snapshot {
  readonly format: number;
  readonly accountId: string;
  /** Sandbox time at which it was written. */
  readonly now: number;
  readonly state: unknown;
}

/** Keeps the state in a folder: written to the side and renamed, so that a crash leaves the one before. */
export class SnapshotFile {
  private lastState: State | undefined;
  private lastVersion = -1;
  private timer: NodeJS.Timeout | undefined;
  /** Why the last write failed, or undefined. */
  failure: string | undefined;

  constructor(
    private readonly directory: string,
    private readonly log: (message: string, facts?: Readonly<Record<string, unknown>>) => void,
  ) {}

  private get path(): string {
    return join(this.directory, FILE);
  }

  /** What an earlier sandbox left, or undefined. Throws a FaultlineError when it cannot be read or used. */
  read(): Snapshot | undefined {
    const refuse = (code: string, message: string, remedy: string) => new FaultlineError(code, message, { exitCode: EXIT.usage, remedy });
    try {
      mkdirSync(this.directory, { recursive: true });
    } catch (problem) {
      throw refuse(
        "data-dir",
        `The data folder ${this.directory} cannot be made: ${messageOf(problem)}.`,
        "Name a folder that you may write to.",
      );
    }
    let text: string;
    try {
      text = readFileSync(this.path, "utf8");
    } catch (problem) {
      if ((problem as NodeJS.ErrnoException).code === "ENOENT") return undefined;
      throw refuse("data-dir", `${this.path} cannot be read: ${messageOf(problem)}.`, "Mend its permissions, or name another folder.");
    }
    try {
      const snapshot = JSON.parse(text) as Snapshot;
      if (snapshot.format === FORMAT) return snapshot;
    } catch {
      // Said below, with the same way out.
    }
    throw refuse("data-file", `${this.path} is not the state of a sandbox of this version.`, "Move it away, or name another folder.");
  }

  /** Writes changes once a second from now on. */
  follow(current: () => State, facts: () => Omit<Snapshot, "format" | "state">): void {
    this.timer = setInterval(() => {
      const state = current();
      if (state !== this.lastState || state.version !== this.lastVersion) this.write(state, facts());
    }, EVERY_MS);
    this.timer.unref();
  }

  write(state: State, facts: Omit<Snapshot, "format" | "state">): void {
    const version = state.version;
    try {
      const beside = `${this.path}.new`;
      const file = openSync(beside, "w", 0o600);
      try {
        writeFileSync(file, JSON.stringify({ format: FORMAT, ...facts, state }));
        fsyncSync(file);
      } finally {
        closeSync(file);
      }
      renameSync(beside, this.path);
      this.lastState = state;
      this.lastVersion = version;
      this.failure = undefined;
    } catch (problem) {
      if (this.failure === undefined) {
        this.log(`the sandbox's state could not be written to ${this.path}: ${messageOf(problem)}; it goes on in memory and tries again`);
      }
      this.failure = messageOf(problem);
    }
  }

  stop(): void {
    clearInterval(this.timer);
  }
}
