import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { killGroup, plainEnvironment } from "../../../plane/spawn";
import { failing, notHere, StepFailure, scripted } from "../failure";
import { PYTHON_PROGRAM } from "./python";
import type { Action, StepContext } from "./types";

/** Real milliseconds in which Python must have read the script and called its handler. */
const BEGIN_REAL_MS = 120_000;
/** AWS gives back no more of what a handler returns. */
const LARGEST_BYTES = 100 * 1024;
const IN_PYTHON = /^python3\.\d+$/;

interface Order {
  readonly script: string;
  readonly handler: string;
  readonly events: unknown;
  readonly context: object;
}

/**
 * Runs a Python script as a process of this machine (`python3`, with whatever modules it has), with keys of the runbook's role and the sandbox as its
 * endpoint. It lives in the machine's time, as functions and machines do. https://docs.aws.amazon.com/systems-manager/latest/userguide/automation-action-executeScript.html
 */
export const executeScript: Action = async (context) => {
  const { Runtime, Handler, InputPayload = {}, Attachment } = context.inputs;
  // The text of the script is taken as it is: its braces are Python's.
  const { Script } = context.step.inputs;
  if (typeof Runtime !== "string" || !IN_PYTHON.test(Runtime))
    throw notHere(`scripts of the runtime ${String(Runtime)}`, "Write the step in Python.");
  if (Attachment !== undefined || typeof Script !== "string") throw notHere("scripts of attachments", "Put the text into Script.");
  if (typeof Handler !== "string") throw failing("The step has no Handler");
  const { record, place } = context;
  const order: Order = {
    script: Script,
    handler: Handler,
    events: InputPayload,
    context: { "automation:EXECUTION_ID": record.id, "global:REGION": place.region, "global:ACCOUNT_ID": place.accountId },
  };
  const folder = await mkdtemp(join(tmpdir(), "faultline-script-"));
  try {
    const payload = await run(context, folder, order);
    if (Buffer.byteLength(JSON.stringify(payload ?? null)) > LARGEST_BYTES) throw scripted("The script returned more than 100 KB");
    return { Payload: payload };
  } finally {
    await rm(folder, { recursive: true, force: true }).catch(() => undefined);
  }
};

async function environmentOf(context: StepContext): Promise<Record<string, string>> {
  const keys = await context.keys();
  const { region } = context.place;
  return {
    ...plainEnvironment(process.env),
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ENDPOINT_URL: context.cloud.endpoint(),
    // Neither the settings of this machine's user nor its proxies reach a runbook.
    AWS_CONFIG_FILE: "/dev/null",
    AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
    AWS_EC2_METADATA_DISABLED: "true",
    NO_PROXY: "127.0.0.1,localhost,::1",
    ...(keys === undefined
      ? {}
      : { AWS_ACCESS_KEY_ID: keys.accessKeyId, AWS_SECRET_ACCESS_KEY: keys.secretAccessKey, AWS_SESSION_TOKEN: keys.sessionToken }),
  };
}

async function run(context: StepContext, folder: string, order: Order): Promise<unknown> {
  const { signal } = context;
  const env = await environmentOf(context);
  if (signal.aborted) return undefined;
  const child = spawn("python3", ["-c", PYTHON_PROGRAM], { cwd: folder, env, stdio: ["pipe", "ignore", "pipe", "pipe"], detached: true });
  const kill = () => {
    if (child.pid !== undefined) killGroup(child.pid, "SIGKILL");
  };
  const slow = setTimeout(kill, BEGIN_REAL_MS);
  signal.addEventListener("abort", kill, { once: true });
  try {
    return await outcome(child, order, signal, () => {
      clearTimeout(slow);
      context.begun();
    });
  } finally {
    clearTimeout(slow);
    signal.removeEventListener("abort", kill);
    // Whatever it had started goes with it.
    kill();
  }
}

/** Settles when the process is gone. */
function outcome(child: ChildProcess, order: Order, signal: AbortSignal, begun: () => void): Promise<unknown> {
  return new Promise((resolve, reject) => {
    let told = "";
    let begins = true;
    let words = "";
    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      words = (words + text).slice(-2_000);
    });
    const facts = child.stdio[3];
    if (facts && "setEncoding" in facts) {
      facts.setEncoding("utf8").on("data", (text: string) => {
        told += text;
        if (begins && told.startsWith('{"begun"')) {
          begins = false;
          begun();
        }
      });
    }
    child.stdin?.on("error", () => undefined);
    child.stdin?.write(`${JSON.stringify(order)}\n`);
    child.once("error", (problem) =>
      reject(notHere(`scripts without Python (${problem.message})`, "Install Python 3 with boto3 on this machine, as python3.")),
    );
    child.once("close", () => {
      try {
        resolve(signal.aborted ? undefined : payloadOf(told, words));
      } catch (problem) {
        reject(problem);
      }
    });
  });
}

function payloadOf(told: string, words: string): unknown {
  const line = told.trim().split("\n").at(-1) ?? "";
  let fact: { payload?: unknown; problem?: string; missing?: string | null } = {};
  try {
    fact = JSON.parse(line) as typeof fact;
  } catch {
    // Said below: the process went without a word.
  }
  if (fact.missing)
    throw new StepFailure(`${scripted(fact.problem ?? "").message} Install the Python module ${fact.missing} on this machine.`);
  if (fact.problem !== undefined) throw scripted(fact.problem);
  if (!("payload" in fact)) throw scripted(`The script ended without returning. ${words}`.trim());
  return fact.payload;
}
