import { mkdirSync, readFileSync } from "node:fs";
import { open, rename } from "node:fs/promises";
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

type Facts = Omit<Snapshot, "format" | "state">;

/** Keeps the state in a folder: written to the side and renamed, so that a crash leaves the one before. */
export class SnapshotFile {
  private lastState: State | undefined;
  private lastVersion = -1;
  private timer: NodeJS.Timeout | undefined;
  private writing: Promise<void> | undefined;
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

  /** Writes changes once a second from now on, without holding up what the sandbox serves. */
  follow(current: () => State, facts: () => Facts): void {
    this.timer = setInterval(() => {
      const state = current();
      if (this.writing || (state === this.lastState && state.version === this.lastVersion)) return;
      const { version } = state;
      this.writing = this.writeAside(this.text(state, facts())).then(
        () => this.written(state, version),
        (problem: unknown) => this.failed(problem),
      );
      void this.writing.finally(() => {
        this.writing = undefined;
      });
    }, EVERY_MS);
    this.timer.unref();
  }

  private async writeAside(text: string): Promise<void> {
    const file = await open(`${this.path}.new`, "w", 0o600);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(`${this.path}.new`, this.path);
  }

  /** Ends the following, and writes for the last time. */
  async finish(state: State, facts: Facts): Promise<void> {
    clearInterval(this.timer);
    await this.writing;
    try {
      await this.writeAside(this.text(state, facts));
      this.written(state, state.version);
    } catch (problem) {
      this.failed(problem);
    }
  }

  private text(state: State, facts: Facts): string {
    return JSON.stringify({ format: FORMAT, ...facts, state });
  }

  private written(state: State, version: number): void {
    this.lastState = state;
    this.lastVersion = version;
    this.failure = undefined;
  }

  private failed(problem: unknown): void {
    if (this.failure === undefined) {
      this.log(`the sandbox's state could not be written to ${this.path}: ${messageOf(problem)}; it goes on in memory and tries again`);
    }
    this.failure = messageOf(problem);
  }
}
