import { spawn } from "node:child_process";
import { get } from "node:http";
import { type AddressInfo, connect, createServer } from "node:net";
import { endGroup, ownAllMarked } from "./lifeline";
import type { FromMachine, ToMachine } from "./protocol";

/**
 * Runs the user's own command in this process group, says when it answers, and ends with it. Its environment is what it is
 * given and nothing of ours.
 */
export async function supervise(order: Extract<ToMachine, { kind: "command" }>, tell: (message: FromMachine) => void): Promise<void> {
  const port = await freePort();
  ownAllMarked(order.mark);
  process.stderr.on("error", () => {});
  let ready = false;
  let ended: string | undefined;
  const lines = new LastLines(12);
  const child = spawn(replacingShell(order.command), {
    shell: true,
    cwd: order.directory,
    env: { ...order.env, PORT: String(port), FAULTLINE_LIFE: order.mark },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const pass = (chunk: Buffer) => {
    lines.add(chunk);
    process.stderr.write(chunk);
  };
  child.stdout.on("data", pass);
  child.stderr.on("data", pass);
  const fail = (what: string) => {
    tell({ kind: "failed", message: `${what}${lines.text()}` });
    // The message travels before the channel closes.
    setTimeout(endGroup, 20);
  };
  child.on("error", (error) => fail(`cannot be started: ${error.message}`));
  const over = (code: number | null, signal: NodeJS.Signals | null) => {
    if (ended !== undefined) return;
    ended = signal ? `ended by ${signal}` : `ended with code ${code ?? 0}`;
    if (ready) endGroup();
    // What it said last may still be in the pipe.
    setTimeout(fail, 30, `${ended} before it answered on port ${port}`);
  };
  // The whole group is told to end. A shell in front may obey at once: then we wait for what it started, which still holds the pipes.
  let ending = false;
  process.on("SIGTERM", () => {
    ending = true;
  });
  child.on("exit", (code, signal) => {
    if (!ending) over(code, signal);
  });
  child.on("close", over);

  const deadline = Date.now() + order.startTimeoutMs;
  while (ended === undefined && Date.now() < deadline) {
    if (await answers(port, order.health)) {
      ready = true;
      tell({ kind: "ready", port, servicePid: child.pid ?? 0 });
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 40));
  }
  if (ended === undefined) {
    const asked = order.health === undefined ? "accept connections" : `answer 2xx on ${order.health}`;
    fail(`did not ${asked} on port ${port} (PORT) within ${order.startTimeoutMs} ms`);
  }
}

/** A single program replaces the shell that reads its line, so that a signal meant for the service reaches it. */
function replacingShell(command: string): string {
  const single = !/[;&|<>()\n]/.test(command) && !/^\s*\w+=/.test(command);
  return single ? `exec ${command}` : command;
}

/** A port that is free now. Given as PORT, as hosts of containers do. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}

function answers(port: number, health: string | undefined): Promise<boolean> {
  return new Promise((resolve) => {
    if (health === undefined) {
      const socket = connect(port, "127.0.0.1");
      socket.on("connect", () => {
        socket.destroy();
        resolve(true);
      });
      socket.on("error", () => resolve(false));
      return;
    }
    const asked = get({ host: "127.0.0.1", port, path: health, timeout: 1_000, agent: false }, (response) => {
      response.resume();
      const status = response.statusCode ?? 0;
      resolve(status >= 200 && status < 300);
    });
    asked.on("timeout", () => asked.destroy());
    asked.on("error", () => resolve(false));
    asked.on("close", () => resolve(false));
  });
}

/** Keeps the end of what a program said. */
class LastLines {
  private kept = "";
  constructor(private readonly count: number) {}
  add(chunk: Buffer): void {
    this.kept = (this.kept + chunk.toString("utf8")).slice(-8_192);
  }
  text(): string {
    const lines = this.kept.trimEnd().split("\n").slice(-this.count);
    return lines.join("").trim() === "" ? "; it printed nothing" : `; it last said:\n${lines.map((line) => `    ${line}`).join("\n")}`;
  }
}
