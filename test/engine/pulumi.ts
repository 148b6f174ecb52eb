import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Tests of Pulumi's own engine; skipped where it could not be built (which was said before the first of them). */
export const withPulumi = process.env.FAULTLINE_TEST_PULUMI ? describe : describe.skip;

const HOST = join(__dirname, "../../tools/pulumi-cli/host");

/** One step that the engine took or planned. */
export interface Step {
  /** `same`, `create`, `update`, `delete`, `create-replacement`, `replace`, `delete-replaced`, `refresh`, … */
  readonly op: string;
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  /** Properties that made it an update or a replacement. */
  readonly diffs: readonly string[];
  /** Properties that need a new resource. */
  readonly replaces: readonly string[];
}

/** How a command of Pulumi's ended. */
export interface Ran {
  readonly code: number | null;
  /** Both streams. */
  readonly text: string;
  readonly steps: readonly Step[];
  /** Errors and warnings, with the URN that they are about. */
  readonly diagnostics: readonly { readonly severity: string; readonly urn: string; readonly message: string }[];
}

/** A resource in the engine's state, as far as the tests read it. */
export interface StateResource {
  readonly urn: string;
  readonly type: string;
  readonly outputs?: Readonly<Record<string, unknown>>;
}

interface State {
  readonly checkpoint: { readonly latest: { readonly resources: readonly StateResource[] } };
}

/** Pulumi's mark of a secret in a state. */
const SECRET = "1b47061264138c4ac30d75fd1eb44270";

interface EngineEvent {
  readonly resourcePreEvent?: { readonly metadata: Metadata };
  readonly resOutputsEvent?: { readonly metadata: Metadata };
  readonly diagnosticEvent?: { readonly severity: string; readonly urn?: string; readonly message: string };
}
interface Metadata {
  readonly op: string;
  readonly urn: string;
  readonly type: string;
  readonly diffs?: readonly string[] | null;
  readonly keys?: readonly string[] | null;
}

/** One project with Pulumi's command line, state in a folder of its own. */
export class Pulumi {
  private runs = 0;

  constructor(
    readonly dir: string,
    readonly stack: string,
    private readonly env: Readonly<Record<string, string>>,
    private readonly home = mkdtempSync(join(tmpdir(), "faultline-engine-")),
  ) {
    homes.add(this.home);
  }

  /** The same stack, with more variables for the program. */
  with(env: Readonly<Record<string, string>>): Pulumi {
    return new Pulumi(this.dir, this.stack, { ...this.env, ...env }, this.home);
  }

  /** `pulumi stack init` beside a configuration that may be there already. */
  async init(): Promise<void> {
    const { code, text } = await this.run("stack", "init", this.stack);
    if (code !== 0) throw new Error(`pulumi stack init ended with ${code}:\n${text}`);
  }

  /** `preview`, `up`, `refresh`, `destroy` with their steps. */
  step(command: "preview" | "up" | "refresh" | "destroy", ...more: readonly string[]): Promise<Ran> {
    const yes = command === "preview" ? [] : ["--yes", "--skip-preview"];
    return this.run(command, "--stack", this.stack, ...yes, ...more);
  }

  /** A step that must end well. */
  async done(command: "preview" | "up" | "refresh" | "destroy", ...more: readonly string[]): Promise<Ran> {
    const ran = await this.step(command, ...more);
    if (ran.code !== 0) throw new Error(`pulumi ${command} ${more.join(" ")} ended with ${ran.code}:\n${ran.text}`);
    return ran;
  }

  /** What the program exports, from the state that the engine wrote. */
  async outputs(): Promise<Readonly<Record<string, unknown>>> {
    const { outputs } = this.state().find(({ type }) => type === "pulumi:pulumi:Stack") ?? {};
    if (!outputs) throw new Error(`the stack ${this.stack} has no outputs`);
    // `pulumi stack output` would decrypt it; nothing that the tests read is a secret.
    if (JSON.stringify(outputs).includes(SECRET)) throw new Error(`an output of the stack ${this.stack} is a secret`);
    return outputs;
  }

  /** The resources in the state, as `pulumi stack export` has them. */
  state(): readonly StateResource[] {
    const stacks = join(this.home, ".pulumi/stacks");
    const [project = ""] = readdirSync(stacks);
    const { checkpoint } = JSON.parse(readFileSync(join(stacks, project, `${this.stack}.json`), "utf8")) as State;
    return checkpoint.latest.resources;
  }

  async run(...args: readonly string[]): Promise<Ran> {
    const log = join(this.home, `events-${++this.runs}.json`);
    const isStep = ["preview", "up", "refresh", "destroy"].includes(args[0] ?? "");
    const { code, text } = await this.spawn([...args, "--non-interactive", "--color", "never", ...(isStep ? ["--event-log", log] : [])]);
    const events = existsSync(log)
      ? readFileSync(log, "utf8")
          .split("\n")
          .filter(Boolean)
          .map((line) => JSON.parse(line) as EngineEvent)
      : [];
    return { code, text, steps: events.flatMap(args[0] === "refresh" ? foundOf : stepOf), diagnostics: events.flatMap(diagnosticOf) };
  }

  private spawn(args: readonly string[]): Promise<{ readonly code: number | null; readonly text: string }> {
    const child = spawn(process.env.FAULTLINE_TEST_PULUMI ?? "", args, {
      cwd: this.dir,
      env: {
        HOME: this.home,
        PATH: `${HOST}:${process.env.PATH}`,
        PULUMI_HOME: this.home,
        PULUMI_BACKEND_URL: `file://${this.home}`,
        PULUMI_CONFIG_PASSPHRASE: "rehearsal",
        PULUMI_SKIP_UPDATE_CHECK: "true",
        // The state is written once at the end, not after each of a hundred steps.
        PULUMI_EXPERIMENTAL: "true",
        PULUMI_SKIP_CHECKPOINTS: "true",
        // Without it there is no --event-log.
        PULUMI_DEBUG_COMMANDS: "true",
        PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
        PULUMI_NODEJS_TRANSPILE_ONLY: "true",
        ...this.env,
      },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let text = "";
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
    return new Promise((resolve, reject) => {
      child.once("error", reject);
      child.once("close", (code) => resolve({ code, text }));
    });
  }
}

const homes = new Set<string>();

afterAll(() => {
  for (const home of homes) rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  homes.clear();
});

/** What the engine set out to do. */
function stepOf({ resourcePreEvent }: EngineEvent): readonly Step[] {
  return resourcePreEvent ? step(resourcePreEvent.metadata) : [];
}

/** What a refresh found: only afterwards is it known whether something had changed. */
function foundOf({ resOutputsEvent }: EngineEvent): readonly Step[] {
  return resOutputsEvent ? step(resOutputsEvent.metadata) : [];
}

function step({ op, urn, type, diffs, keys }: Metadata): readonly Step[] {
  return [{ op, urn, type, name: urn.split("::").slice(3).join("::"), diffs: diffs ?? [], replaces: keys ?? [] }];
}

function diagnosticOf({ diagnosticEvent }: EngineEvent) {
  if (!diagnosticEvent || !["error", "warning"].includes(diagnosticEvent.severity)) return [];
  const { severity, urn = "", message } = diagnosticEvent;
  return [{ severity, urn, message }];
}

/** How often the engine did what, without resources that stayed as they are: `{ create: 3 }`. */
export function counts(steps: readonly Step[]): Readonly<Record<string, number>> {
  const found: Record<string, number> = {};
  for (const { op } of steps) if (op !== "same") found[op] = (found[op] ?? 0) + 1;
  return found;
}

/** Steps that are not `same`, as `update aws:…:MetricAlarm name (threshold)`. */
export function told(steps: readonly Step[]): readonly string[] {
  return steps
    .filter(({ op }) => op !== "same")
    .map(({ op, type, name, diffs }) => `${op} ${type} ${name}${diffs.length > 0 ? ` (${[...diffs].sort().join(", ")})` : ""}`)
    .sort();
}
