import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { whereOf } from "../../common/identity";
import type { Cancel } from "../../kernel/clock";
import type { Cloud, FunctionProcess } from "../../kernel/cloud";
import { plainEnvironment } from "../../plane/spawn";
import { unpack } from "../code/store";
import { throttled } from "../errors";
import { type FunctionRecord, tablesIn, type VersionRecord } from "../records";
import { type RoleSession, roleSession } from "../role";
import { Environment, type Outcome } from "./environment";
import { functionLog } from "./logs";

/** An environment that nobody needed for so long (sandbox time) is ended. */
const IDLE_MS = 10 * 60_000;

interface Slot {
  readonly key: string;
  readonly scope: string;
  readonly functionName: string;
  readonly environment: Environment;
  readonly session: RoleSession;
  busy: boolean;
  idle: Cancel;
}

/** The execution environments of all functions: warm ones are used again, idle ones end, all end with the sandbox. */
export class Pool {
  private readonly slots = new Set<Slot>();
  private readonly starting = new Map<string, number>();
  private readonly folders = new Map<string, Promise<string>>();
  private base: Promise<string> | undefined;
  private closed = false;

  constructor(private readonly cloud: Cloud) {}

  /** Runs one event. Throws TooManyRequestsException when the function has no free concurrency, or what keeps its role from being assumed. */
  async run(
    scope: string,
    found: FunctionRecord,
    version: VersionRecord,
    event: { requestId: string; payload: string; arn: string },
  ): Promise<Outcome> {
    if (this.closed) throw new Error("the sandbox is ending");
    const slot = await this.take(scope, found, version);
    try {
      return await slot.environment.run(event.requestId, event.payload, event.arn);
    } finally {
      this.release(slot);
    }
  }

  list(): FunctionProcess[] {
    return [...this.slots].map(({ key, functionName, environment, busy }) => ({
      functionName,
      version: key.split(" ")[2] ?? "",
      pid: environment.pid,
      busy,
    }));
  }

  /** Ends environments of a function that is gone or has changed; those at work end their event first. */
  retire(scope: string, functionName: string): void {
    for (const slot of this.slots) if (slot.scope === scope && slot.functionName === functionName && !slot.busy) this.discard(slot);
  }

  async stop(): Promise<void> {
    this.closed = true;
    const all = [...this.slots];
    for (const slot of all) slot.idle();
    await Promise.all(all.map(({ environment }) => environment.stop()));
    this.slots.clear();
    const base = await this.base?.catch(() => undefined);
    if (base !== undefined) await rm(base, { recursive: true, force: true }).catch(() => undefined);
  }

  private async take(scope: string, found: FunctionRecord, version: VersionRecord): Promise<Slot> {
    const key = `${scope} ${found.name} ${version.version} ${version.revisionId} ${version.codeSha256}`;
    const mine = [...this.slots].filter((slot) => slot.scope === scope && slot.functionName === found.name);
    const owner = `${scope} ${found.name}`;
    const busy = mine.filter((slot) => slot.busy).length + (this.starting.get(owner) ?? 0);
    if (found.concurrency !== undefined && busy >= found.concurrency) throw throttled();
    const until = this.cloud.clock.now() + version.timeout * 1_000;
    for (const slot of mine) {
      if (slot.busy) continue;
      if (slot.key !== key || slot.session.expiresAt <= until || slot.environment.dead) {
        if (!slot.key.startsWith(`${owner} ${version.version} `) && !slot.environment.dead) continue;
        this.discard(slot);
        continue;
      }
      slot.busy = true;
      slot.idle();
      return slot;
    }
    this.starting.set(owner, (this.starting.get(owner) ?? 0) + 1);
    try {
      return await this.open(scope, found, version, key);
    } finally {
      this.starting.set(owner, (this.starting.get(owner) ?? 1) - 1);
    }
  }

  private async open(scope: string, found: FunctionRecord, version: VersionRecord, key: string): Promise<Slot> {
    const { cloud } = this;
    const where = whereOf(scope);
    const session = await roleSession(cloud, where, version.role, found.name);
    const folder = await this.folderOf(scope, version.codeSha256);
    const log = functionLog(cloud, session.as, version.logging.group, version.version);
    const environment = new Environment(
      cloud.clock,
      {
        functionArn: found.arn,
        folder,
        memory: version.memory,
        timeout: version.timeout,
        variables: {
          ...plainEnvironment({ PATH: process.env.PATH, LANG: process.env.LANG, TZ: ":UTC", TMPDIR: tmpdir() }),
          ...version.environment,
          _HANDLER: version.handler,
          AWS_ACCESS_KEY_ID: session.accessKeyId,
          AWS_SECRET_ACCESS_KEY: session.secretAccessKey,
          AWS_SESSION_TOKEN: session.sessionToken,
          AWS_REGION: where.region,
          AWS_DEFAULT_REGION: where.region,
          AWS_ENDPOINT_URL: cloud.endpoint(),
          AWS_EC2_METADATA_DISABLED: "true",
          AWS_EXECUTION_ENV: `AWS_Lambda_${version.runtime}`,
          AWS_LAMBDA_FUNCTION_NAME: found.name,
          AWS_LAMBDA_FUNCTION_VERSION: version.version,
          AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(version.memory),
          AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
          AWS_LAMBDA_LOG_FORMAT: version.logging.format,
          AWS_LAMBDA_LOG_GROUP_NAME: log.group,
          AWS_LAMBDA_LOG_STREAM_NAME: log.stream,
          LAMBDA_TASK_ROOT: folder,
          LAMBDA_RUNTIME_DIR: folder,
        },
        log: log.write,
      },
      () => {
        for (const one of this.slots) if (one.environment === environment) this.slots.delete(one);
      },
    );
    const slot: Slot = { key, scope, functionName: found.name, environment, session, busy: true, idle: () => undefined };
    this.slots.add(slot);
    await environment.start();
    if (this.closed) await environment.stop();
    return slot;
  }

  private release(slot: Slot): void {
    slot.busy = false;
    if (slot.environment.dead || this.closed) return;
    slot.idle = this.cloud.clock.after(IDLE_MS, () => this.discard(slot));
  }

  private discard(slot: Slot): void {
    slot.idle();
    this.slots.delete(slot);
    void slot.environment.stop();
  }

  /** The unpacked code, once for all environments that run it. */
  private folderOf(scope: string, sha256: string): Promise<string> {
    const known = this.folders.get(`${scope} ${sha256}`);
    if (known) return known;
    const made = (async () => {
      this.base ??= mkdtemp(join(tmpdir(), "faultline-lambda-"));
      const base = await this.base;
      const code = tablesIn(this.cloud, scope).code.get(sha256);
      if (!code) throw new Error(`the code ${sha256} is gone`);
      const folder = join(base, String(this.folders.size));
      await unpack(code.zip, folder);
      return folder;
    })();
    this.folders.set(`${scope} ${sha256}`, made);
    made.catch(() => this.folders.delete(`${scope} ${sha256}`));
    return made;
  }
}
