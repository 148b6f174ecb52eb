import type { ChildProcess } from "node:child_process";
import type { Cancel, Clock } from "../../kernel/clock";
import { killGroup } from "../../plane/spawn";
import { type RuntimeApi, runtimeApi } from "./api";
import { spawnBootstrap } from "./spawn";

/** How one invocation ended, as Invoke answers it. */
export interface Outcome {
  /** JSON text. */
  readonly payload: string;
  /** `Unhandled`: the function threw, ran out of time or its process died. */
  readonly error: "Unhandled" | undefined;
  /** The end of the log, for `LogType: Tail`. */
  readonly tail: string;
}

export interface EnvironmentSpec {
  readonly functionArn: string;
  readonly folder: string;
  readonly memory: number;
  /** Seconds of the sandbox. */
  readonly timeout: number;
  readonly variables: Readonly<Record<string, string>>;
  /** Takes what the function writes, line by line. */
  log(line: string): void;
}

/** An environment whose runtime does not come up within this real time is given up. */
const INIT_REAL_MS = 60_000;
const TAIL_BYTES = 4_096;

const errorText = (errorType: string, errorMessage: string) => JSON.stringify({ errorType, errorMessage });

interface Running {
  readonly requestId: string;
  readonly startedAt: () => number | undefined;
  finish(payload: string, error: "Unhandled" | undefined): void;
}

/** One process that runs a version of a function, one event at a time. */
export class Environment {
  private running: Running | undefined;
  private child: ChildProcess | undefined;
  private api: RuntimeApi | undefined;
  private initError: string | undefined;
  private gone = false;
  private lines: string[] = [];
  private partial: Record<"stdout" | "stderr", string> = { stdout: "", stderr: "" };
  private readonly exited: Promise<void>;
  private resolveExited: () => void = () => undefined;

  constructor(
    private readonly clock: Clock,
    private readonly spec: EnvironmentSpec,
    private readonly ended: () => void,
  ) {
    this.exited = new Promise((resolve) => {
      this.resolveExited = resolve;
    });
  }

  get pid(): number | undefined {
    return this.gone ? undefined : this.child?.pid;
  }

  get dead(): boolean {
    return this.gone;
  }

  /** Starts the process. Events may be given at once; they wait until the runtime asks for one. */
  async start(): Promise<void> {
    this.api = await runtimeApi({
      ready: () => undefined,
      responded: (requestId, body) => this.finish(requestId, body, undefined),
      failed: (requestId, body) => this.finish(requestId, body, "Unhandled"),
      initFailed: (body) => {
        this.initError = body;
      },
    });
    const { spec, clock } = this;
    const variables = { ...spec.variables, AWS_LAMBDA_RUNTIME_API: this.api.host };
    const scale = { machine: Date.now(), sandbox: clock.now(), speed: clock.speed };
    const child = spawnBootstrap(variables, spec.folder, spec.memory, scale);
    this.child = child;
    for (const name of ["stdout", "stderr"] as const) {
      child[name]?.setEncoding("utf8").on("data", (text: string) => this.read(name, text));
    }
    child.once("error", () => this.died("Runtime could not be started"));
    child.once("exit", (code, signal) => {
      this.exitText = signal === null ? `exit status ${code}` : `signal: ${signal === "SIGKILL" ? "killed" : signal}`;
    });
    child.once("close", () => this.died(`Runtime exited with error: ${this.exitText}`));
  }
  private exitText = "exit status 1";

  /** Runs one event. Resolves when the function has answered, failed, run out of time or died; never rejects. */
  async run(requestId: string, payload: string, functionArn: string): Promise<Outcome> {
    const { clock, spec } = this;
    this.lines = [];
    return new Promise((resolve) => {
      let deadline = clock.now() + spec.timeout * 1_000;
      let startedAt: number | undefined;
      let cancel: Cancel = () => undefined;
      const initLimit = setTimeout(() => this.end("Sandbox.Timedout", requestId, "The runtime did not come up in time"), INIT_REAL_MS);
      this.running = {
        requestId,
        startedAt: () => startedAt,
        finish: (text, error) => {
          clearTimeout(initLimit);
          cancel();
          this.running = undefined;
          this.report(requestId, startedAt);
          resolve({ payload: text, error, tail: tailOf(this.lines) });
        },
      };
      if (this.gone || !this.api) return this.died("Runtime exited");
      const version = spec.variables.AWS_LAMBDA_FUNCTION_VERSION;
      if (spec.variables.AWS_LAMBDA_LOG_FORMAT === "JSON") this.platform("platform.start", { requestId, version });
      else this.note(`START RequestId: ${requestId} Version: ${version}`);
      this.api.deliver({
        requestId,
        payload,
        functionArn,
        deadline: () => deadline,
        taken: () => {
          clearTimeout(initLimit);
          startedAt = clock.now();
          deadline = startedAt + spec.timeout * 1_000;
          cancel = clock.after(spec.timeout * 1_000, () =>
            this.end("Sandbox.Timedout", requestId, `Task timed out after ${spec.timeout.toFixed(2)} seconds`),
          );
        },
      });
    });
  }

  /** Kills the process and all that it started, and resolves when it is gone. */
  async stop(): Promise<void> {
    const pid = this.child?.pid;
    if (pid === undefined) this.died("Runtime exited");
    else if (!this.gone) killGroup(pid, "SIGKILL");
    await this.exited;
  }

  private end(type: string, requestId: string, message: string): void {
    const { running } = this;
    this.note(`${new Date(this.clock.now()).toISOString()} ${requestId} ${message}`);
    running?.finish(errorText(type, `RequestId: ${requestId} Error: ${message}`), "Unhandled");
    void this.stop();
  }

  private finish(requestId: string, body: string, error: "Unhandled" | undefined): void {
    if (this.running?.requestId !== requestId) return;
    this.running.finish(body, error);
  }

  private died(why: string): void {
    if (!this.gone) {
      this.gone = true;
      this.api?.close();
      // Whatever it had started goes with it.
      if (this.child?.pid !== undefined) killGroup(this.child.pid, "SIGKILL");
      for (const name of ["stdout", "stderr"] as const) if (this.partial[name]) this.note(this.partial[name]);
      this.resolveExited();
      this.ended();
    }
    const { running } = this;
    if (running)
      running.finish(this.initError ?? errorText("Runtime.ExitError", `RequestId: ${running.requestId} Error: ${why}`), "Unhandled");
  }

  private read(name: "stdout" | "stderr", text: string): void {
    const lines = (this.partial[name] + text).split("\n");
    this.partial[name] = lines.pop() ?? "";
    for (const line of lines) this.note(line);
  }

  private note(line: string): void {
    this.lines.push(line);
    if (this.lines.length > 1_000) this.lines.splice(0, 500);
    this.spec.log(line);
  }

  /** A line of Lambda's own where the function logs in JSON. */
  private platform(type: string, record: object): void {
    this.note(JSON.stringify({ time: new Date(this.clock.now()).toISOString(), type, record }));
  }

  private report(requestId: string, startedAt: number | undefined): void {
    const lasted = startedAt === undefined ? 0 : this.clock.now() - startedAt;
    if (this.spec.variables.AWS_LAMBDA_LOG_FORMAT === "JSON") {
      this.platform("platform.report", { requestId, metrics: { durationMs: Math.round(lasted), memorySizeMB: this.spec.memory } });
      return;
    }
    this.note(`END RequestId: ${requestId}`);
    this.note(
      `REPORT RequestId: ${requestId}\tDuration: ${lasted.toFixed(2)} ms\tBilled Duration: ${Math.ceil(lasted)} ms\tMemory Size: ${this.spec.memory} MB`,
    );
  }
}

function tailOf(lines: readonly string[]): string {
  const bytes = Buffer.from(`${lines.join("\n")}\n`);
  return bytes.subarray(Math.max(0, bytes.length - TAIL_BYTES)).toString("utf8");
}
