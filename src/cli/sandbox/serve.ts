import { resolve } from "node:path";
import { startSandbox } from "../../sandbox/kernel/start";
import { createPlane } from "../../sandbox/plane";
import type { Context } from "../context";
import { VERSION } from "../version";
import { describe } from "./describe";
import type { Attachable } from "./provider";

export interface ServeOptions {
  readonly port?: number;
  readonly speed?: number;
  readonly seed?: number;
  readonly account: string | undefined;
  readonly region: string | undefined;
  readonly system: string | undefined;
  readonly data: string | undefined;
  readonly untilStdinCloses: boolean;
  /** Serves the AWS provider for Pulumi's own engine on this port; 0 takes any free one. */
  readonly providerPort?: number;
}

/** Runs a sandbox until a signal (or the end of stdin) ends it. */
export async function serve(context: Context, options: ServeOptions): Promise<void> {
  const { out } = context;
  const sandbox = await startSandbox({
    ...(options.port === undefined ? {} : { port: options.port }),
    ...(options.speed === undefined ? {} : { speed: options.speed }),
    ...(options.seed === undefined ? {} : { seed: options.seed }),
    ...(options.account === undefined ? {} : { accountId: options.account }),
    ...(options.region === undefined ? {} : { region: options.region }),
    ...(options.data === undefined ? {} : { dataDir: resolve(context.cwd, options.data) }),
    version: VERSION,
    wallNow: Date.now,
    random: Math.random,
    createPlane,
    log: (message, facts) => out.problem(facts ? `sandbox: ${message} ${JSON.stringify(facts)}` : `sandbox: ${message}`),
  });
  const ended = new Promise<string>((resolveEnd) => {
    context.onInterrupt((count) => resolveEnd(count === 1 ? "signal" : "second signal"));
    if (options.untilStdinCloses) {
      process.stdin.resume();
      process.stdin.once("end", () => resolveEnd("stdin closed"));
      process.stdin.once("error", () => resolveEnd("stdin closed"));
    }
  });
  let provider: Attachable | undefined;
  try {
    if (options.providerPort !== undefined) {
      // Loaded only when asked for: Pulumi's protocol takes longer to load than a sandbox to start.
      const { attachable } = await import("./provider.js");
      provider = await attachable(sandbox.url, options.providerPort, options.region);
    }
    if (options.system !== undefined) await describe(sandbox.url, resolve(context.cwd, options.system));
    announce(context, sandbox.url, sandbox.port, options, provider);
    await ended;
  } finally {
    await provider?.stop();
    await sandbox.stop();
    process.stdin.pause();
  }
}

function announce(context: Context, url: string, port: number, options: ServeOptions, provider: Attachable | undefined): void {
  const { out } = context;
  const account = options.account ?? "123456789012";
  out.result({
    ready: true,
    url,
    port,
    pid: process.pid,
    accountId: account,
    speed: options.speed ?? 1,
    ...(provider ? { providerPort: provider.port, env: provider.env } : {}),
  });
  out.line(
    `${out.paint.bold("Faultline sandbox")} is ready at ${out.paint.accent(url)}  (account ${account}, ${options.speed ?? 1}× real time)`,
  );
  out.line(`  aws --endpoint-url ${url} fis list-actions        any credentials will do`);
  if (provider) for (const line of howToAttach(provider, options)) out.line(line);
  out.line(`  what runs: ${url}/_faultline/system      Ctrl-C ends it and every process that it started`);
}

function howToAttach({ env }: Attachable, { region = "us-east-1" }: ServeOptions): readonly string[] {
  return [
    "  Pulumi's own `pulumi up` makes the aws resources of any program here when its environment has:",
    ...Object.entries(env).map(([name, value]) => `    export ${name}=${value}`),
    `  Region: pulumi config set aws:region ${region} (which is taken when none is set)`,
    "  Credentials are not looked at; to keep your own out of it: AWS_ACCESS_KEY_ID=faultline AWS_SECRET_ACCESS_KEY=faultline",
    "  Use a stack of its own, and keep its state out of your backend: PULUMI_BACKEND_URL=file:///some/folder",
  ];
}
