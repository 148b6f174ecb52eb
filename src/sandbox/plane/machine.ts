import type { ChildProcess } from "node:child_process";
import { EXIT, FaultlineError } from "../../words";
import { strays } from "./child/lifeline";
import type { FromMachine, ToMachine } from "./child/protocol";
import { LIMITS } from "./limits";
import { bearsName, processesOf } from "./proc";
import { killGroup, spawnProgram } from "./spawn";

export type StartOrder = Extract<ToMachine, { kind: "behave" | "command" }>;

/** One life of a machine: from the start of its process group to its end. A reboot is a new life. */
export class MachineProcess {
  port: number | undefined;
  state: "booting" | "running" | "stopping" | "dead" = "booting";
  readonly gone: Promise<void>;
  private readonly child: ChildProcess;
  private servicePid: number | undefined;
  private said = "";
  private failure: string | undefined;

  constructor(
    private readonly label: string,
    private readonly order: StartOrder,
    /** It ended though nobody asked for it, after it had served. */
    private readonly died: (lastWords: string) => void,
  ) {
    this.child = spawnProgram("machine", 64);
    this.child.stderr?.on("data", (chunk: Buffer) => {
      this.said = (this.said + chunk.toString("utf8")).slice(-4_096);
    });
    this.child.on("error", (error) => {
      this.failure = error.message;
    });
    this.gone = new Promise((resolve) => {
      const over = () => {
        this.kill();
        const before = this.state;
        this.state = "dead";
        resolve();
        if (before === "running") this.died(this.said.trim());
      };
      this.child.once("exit", over);
      this.child.once("error", () => (this.child.pid === undefined ? over() : undefined));
    });
  }

  get pid(): number | undefined {
    return this.state === "dead" ? undefined : this.child.pid;
  }

  /** Resolves when it serves; rejects with what it said last when it does not come that far. */
  start(): Promise<void> {
    return new Promise((resolve, reject) => {
      const patience = this.order.kind === "command" ? this.order.startTimeoutMs + 2_000 : LIMITS.startTimeoutMs;
      const timer = setTimeout(() => {
        this.failure = `did not answer within ${patience} ms`;
        this.kill();
      }, patience);
      this.child.on("message", (message: FromMachine) => {
        if (message.kind === "failed") this.failure = message.message;
        else if (this.state === "booting") {
          this.port = message.port;
          this.servicePid = message.servicePid;
          this.state = "running";
          clearTimeout(timer);
          resolve();
        }
      });
      this.tell(this.order);
      void this.gone.then(() => {
        clearTimeout(timer);
        if (this.port === undefined) reject(this.startError());
      });
    });
  }

  tell(message: ToMachine): void {
    if (this.child.connected) this.child.send(message, () => {});
  }

  /** SIGTERM to the whole group, SIGKILL after the grace; 0 kills at once. */
  async end(graceMs: number): Promise<void> {
    if (this.state === "dead") return;
    this.state = "stopping";
    if (graceMs > 0 && this.child.pid !== undefined && killGroup(this.child.pid, "SIGTERM")) {
      const timer = setTimeout(() => this.kill(), graceMs);
      await this.gone;
      clearTimeout(timer);
      return;
    }
    this.kill();
    await this.gone;
  }

  /** Signals every process of this machine that bears the name; the service's own name means the process that serves. */
  signal(name: string, serviceName: string, signal: "SIGTERM" | "SIGKILL"): boolean {
    const { pid } = this;
    if (pid === undefined) return false;
    const supervised = this.order.kind === "command";
    const all = processesOf(new Set([pid])) ?? [];
    const hit = all.filter((facts) => !(supervised && facts.pid === pid) && bearsName(facts, name)).map((facts) => facts.pid);
    if (name === serviceName && this.servicePid !== undefined && !hit.includes(this.servicePid)) hit.push(this.servicePid);
    let reached = false;
    for (const target of hit) {
      try {
        process.kill(target, signal);
        reached = true;
      } catch {
        // It ended in between.
      }
    }
    return reached;
  }

  private kill(): void {
    const { pid } = this.child;
    if (pid === undefined) return;
    // A command may have sent children out of its group.
    const outside = this.order.kind === "command" ? strays(pid, this.order.mark) : [];
    killGroup(pid, "SIGKILL");
    for (const stray of outside) {
      try {
        process.kill(stray, "SIGKILL");
      } catch {
        // It went with the group.
      }
    }
  }

  private startError(): FaultlineError {
    const why = this.failure ?? (this.state === "dead" && this.said.trim() ? this.said.trim() : "its process ended before it answered");
    const command = this.order.kind === "command" ? this.order : undefined;
    return new FaultlineError("machine-failed-to-start", `${this.label} ${why}`, {
      exitCode: EXIT.errored,
      remedy: command
        ? `Run \`${command.command}\` in ${command.directory} with PORT and the addresses of its calls set, and mend what it says.`
        : "Look whether this host can start more processes (memory, process limit).",
    });
  }
}
