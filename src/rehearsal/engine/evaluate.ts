import { join } from "node:path";
import { EXIT, FaultlineError } from "../../words";
import type { Properties, Provider } from "../contract";
import { UNKNOWN } from "../contract";
import { type Project, readProject } from "../project";
import { assuming } from "../provider/assumed";
import { DEFAULT_REGION } from "../provider/provider";
import { readStackConfig, stackName } from "../stack-files";
import { startProgram } from "./child";
import { Deployment } from "./deployment";
import { type Engine, openEngine } from "./engine";
import { findProgram } from "./program";
import { programFailure, programHung } from "./program-failures";
import type { EvaluationEvent, Registration } from "./registration";
import { localStacks, type StackReader } from "./stack-reference";

export interface EvaluateOptions {
  /** The folder of a Pulumi project (or one below it). */
  readonly programDir: string;
  /** `local`, or `org/project/local`. */
  readonly stack: string;
  /** Makes the resources of its package; resources of other packages are inert. */
  readonly provider: Provider;
  /** Register and check everything, make nothing. Default: false. */
  readonly preview?: boolean;
  /**
   * For listings, with `preview`: what nobody here can be asked (functions, reads, the outputs of other stacks) is assumed and told as an
   * event instead of refused, and a project without any stack file has the configuration of its `Pulumi.yaml`. Default: false.
   */
  readonly assume?: boolean;
  /** Refuse resource types that nobody here makes. Default: they are accepted and listed as inert. */
  readonly refuseInert?: boolean;
  readonly onEvent?: (event: EvaluationEvent) => void;
  /** Stack traces in messages, and Pulumi's debug log as events. Default: false. */
  readonly debug?: boolean;
  /** The program's environment; also where passphrases are looked for. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** How long the program may do nothing before it counts as hung, in milliseconds. Default: 180,000: on a busy machine a program of a thousand experiments computes for a minute before it asks for anything. */
  readonly idleTimeoutMs?: number;
  /** Ends the evaluation: the program is stopped, steps under way are waited for. */
  readonly signal?: AbortSignal;
}

/** What came of a program. */
export interface Evaluation {
  readonly project: string;
  readonly stack: string;
  readonly preview: boolean;
  /** Every resource, in the order of registration. */
  readonly registrations: readonly Registration[];
  /** What the program exports. */
  readonly outputs: Properties;
  /** Names of outputs that are secret: do not print their values. */
  readonly secretOutputs: readonly string[];
  /** Types of resources that nobody made, in alphabetical order. */
  readonly inertTypes: readonly string[];
  /** Empty when all went well. */
  readonly failures: readonly FaultlineError[];
  /** Deletes one resource through the provider that made it; used by `destroy`. */
  readonly remove: (registration: Registration) => Promise<void>;
  /** Lets go of the provider's connections. */
  readonly close: () => void;
}

const DEFAULT_IDLE_MS = 180_000;

/**
 * Runs a Pulumi program through Pulumi's own SDK and protocol and makes what it registers by the provider. Throws a `FaultlineError`
 * when there is nothing to run (no project, no stack, no program); what fails after that is in `failures`. When it returns, the
 * program's process is gone.
 */
export async function evaluate(options: EvaluateOptions): Promise<Evaluation> {
  const project = readProject(options.programDir);
  const stack = stackName(options.stack);
  const { assume = false } = options;
  const config = await readStackConfig(project, stack, options.env, { mayBeMissing: assume });
  const program = findProgram(project);
  const { preview = false, debug = false, onEvent = () => undefined, idleTimeoutMs = DEFAULT_IDLE_MS } = options;
  const info = { project: project.name, stack, preview };
  onEvent({ kind: "program", project: project.name, stack, file: program.file, preview });
  const child = startProgram({ program, debug, env: options.env, onLine: (stream, line) => onEvent({ kind: "output", stream, line }) });
  const deployment = new Deployment({
    ...info,
    config: config.values,
    provider: assume ? assuming(options.provider, (what) => onEvent({ kind: "assumed", what })) : options.provider,
    refuseInert: options.refuseInert ?? false,
    root: project.root,
    programDir: project.programDir,
    readStack: assume ? assumedStacks(localStacks(options.env, project.name), onEvent) : localStacks(options.env, project.name),
    onEvent,
  });
  const idle = new IdleWatch(idleTimeoutMs, () => deployment.inFlight > 0);
  let engine: Engine | undefined;
  try {
    engine = await openEngine(deployment, info, onEvent, () => idle.touch());
    child.begin({ ...programEnv(project, stack, preview, engine.address, config), ...regionEnv(options.env, config.values) });
    const end = await Promise.race([child.ended, idle.expired, aborted(options.signal), deployment.firstFailure]);
    await child.kill();
    await deployment.settled();
    const stackFile = join(project.stackConfigDir, `Pulumi.${stack}.yaml`);
    const configured = Object.keys(config.values);
    const where = { program, root: project.root, project: project.name, stack, stackFile, configured, debug };
    if (end === "idle") deployment.fail(programHung(idleTimeoutMs, pendingOf(deployment), where));
    else if (end === "aborted") deployment.fail(stopped());
    // After a failure the SDK ends the program in its own ways; the failure itself is known already.
    else if (end !== "failed" && end.kind !== "done" && deployment.failures.length === 0) deployment.fail(programFailure(end, where));
  } finally {
    idle.close();
    engine?.close();
    await child.kill();
  }
  return evaluationOf(deployment, info);
}

/** Throws the first failure of an evaluation that did not go well; the others are in its `problems`' place, one after the other. */
export function requireSuccess(evaluation: Evaluation): void {
  const [first, ...rest] = evaluation.failures;
  if (!first) return;
  if (rest.length === 0) throw first;
  throw new FaultlineError(first.code, evaluation.failures.map((failure) => failure.message).join("\n"), {
    ...first.details,
    cause: first,
  });
}

function evaluationOf(deployment: Deployment, info: { project: string; stack: string; preview: boolean }): Evaluation {
  const { registrations, stack } = deployment;
  return {
    ...info,
    registrations,
    outputs: stack?.outputs ?? {},
    secretOutputs: stack?.secretOutputs ?? [],
    inertTypes: [...new Set(registrations.filter(({ status }) => status === "inert").map(({ type }) => type))].sort(),
    failures: deployment.failures,
    remove: (registration) => deployment.remove(registration),
    close: () => deployment.close(),
  };
}

/** What Pulumi's language host tells a program. */
function programEnv(
  project: Project,
  stack: string,
  preview: boolean,
  address: string,
  config: { values: Readonly<Record<string, string>>; secretKeys: readonly string[] },
) {
  return {
    PULUMI_NODEJS_ORGANIZATION: "organization",
    PULUMI_NODEJS_PROJECT: project.name,
    PULUMI_NODEJS_ROOT_DIRECTORY: project.root,
    PULUMI_NODEJS_STACK: stack,
    PULUMI_NODEJS_DRY_RUN: String(preview),
    PULUMI_NODEJS_MONITOR: address,
    PULUMI_NODEJS_ENGINE: address,
    PULUMI_CONFIG: JSON.stringify(config.values),
    PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(config.secretKeys),
  };
}

/** Of the AWS clients in the program and of `aws.config.requireRegion()`: the Region in which the provider makes resources, where none is set. */
function regionEnv(env: EvaluateOptions["env"], config: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  if (env.AWS_REGION || env.AWS_DEFAULT_REGION) return {};
  return { AWS_REGION: config["aws:region"] ?? DEFAULT_REGION };
}

function pendingOf(deployment: Deployment): readonly string[] {
  return deployment.registrations.filter(({ status }) => status === "pending").map(({ type, name }) => `${type} "${name}"`);
}

/** Another stack's outputs are unknown where its state is not at hand. */
function assumedStacks(read: StackReader, onEvent: (event: EvaluationEvent) => void): StackReader {
  return async (name) => {
    const found = await read(name);
    if (!found) onEvent({ kind: "assumed", what: `stack ${name}` });
    return found ?? { outputs: UNKNOWN, secrets: [] };
  };
}

function stopped(): FaultlineError {
  return new FaultlineError("evaluation-stopped", "the evaluation of the program was stopped", {
    exitCode: EXIT.errored,
    remedy: "Start it again when you are ready.",
  });
}

function aborted(signal: AbortSignal | undefined): Promise<"aborted"> {
  return new Promise((resolve) => {
    if (signal?.aborted) resolve("aborted");
    signal?.addEventListener("abort", () => resolve("aborted"), { once: true });
  });
}

/** Notices when nothing has happened for too long, steps under way apart. */
class IdleWatch {
  readonly expired: Promise<"idle">;
  private timer: NodeJS.Timeout | undefined;
  private expire: (reason: "idle") => void = () => undefined;

  constructor(
    private readonly ms: number,
    private readonly busy: () => boolean,
  ) {
    this.expired = new Promise((resolve) => {
      this.expire = resolve;
    });
    this.touch();
  }

  touch(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => (this.busy() ? this.touch() : this.expire("idle")), this.ms);
    this.timer.unref();
  }

  close(): void {
    clearTimeout(this.timer);
  }
}
