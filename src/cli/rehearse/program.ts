import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Deployment, ExperimentSettings, Manifest } from "../../experiment";
import { BUCKET } from "../../journal";
import { type Evaluation, type EvaluationEvent, evaluate, type Project, type Provider, readProject, requireSuccess } from "../../rehearsal";
import { EXIT, FaultlineError } from "../../words";
import type { Context } from "../context";
import type { Manifests } from "../manifests";

export interface ProgramOptions {
  readonly dir: string;
  readonly stack: string;
}

/** The types of Faultline's components in Pulumi's terms. */
const EXPERIMENT_TYPE = "faultline:index:Experiment";
const ORCHESTRATOR_TYPE = "faultline:index:Orchestrator";

export function projectOf(context: Context, { dir }: ProgramOptions): Project {
  return readProject(resolve(context.cwd, dir));
}

/** Evaluates the program; everything that went wrong in it is thrown as one error. */
export async function evaluateProgram(
  context: Context,
  options: ProgramOptions,
  provider: Provider,
  how: {
    readonly preview: boolean;
    /** What nobody can be asked is assumed: for listings. */
    readonly assume?: boolean;
    readonly endpoint: string | undefined;
    readonly signal: AbortSignal;
    onEvent(event: EvaluationEvent): void;
  },
): Promise<Evaluation> {
  const programDir = resolve(context.cwd, options.dir);
  const { endpoint, ...rest } = how;
  const env = { ...context.env, ...sandboxOnly(endpoint) };
  const evaluation = await evaluate({ programDir, stack: options.stack, provider, env, debug: context.debug, ...rest });
  requireSuccess(evaluation);
  return evaluation;
}

/** Nobody listens there. */
const NOWHERE = "http://127.0.0.1:9";

/**
 * A program that calls AWS by itself, beside Pulumi, reaches the sandbox, or nothing in a preview; never a real account, whatever
 * credentials are at hand.
 */
function sandboxOnly(endpoint: string | undefined): Readonly<Record<string, string | undefined>> {
  return {
    AWS_ENDPOINT_URL: endpoint ?? NOWHERE,
    AWS_ACCESS_KEY_ID: "faultline",
    AWS_SECRET_ACCESS_KEY: "faultline",
    AWS_SESSION_TOKEN: undefined,
    AWS_PROFILE: undefined,
    AWS_EC2_METADATA_DISABLED: "true",
  };
}

/** The manifests of every `Experiment` that the program registered. */
export function manifestsOf(evaluation: Evaluation): Manifests {
  const found = evaluation.registrations.filter((registration) => registration.type === EXPERIMENT_TYPE);
  return Object.fromEntries(found.map((registration) => [registration.name, registration.outputs.manifest as unknown as Manifest]));
}

/** What the program's Orchestrator is, for a rehearsal as deployed. */
export function deploymentOf(evaluation: Evaluation): Deployment {
  const found = evaluation.registrations.filter((registration) => registration.type === ORCHESTRATOR_TYPE);
  const [only] = found;
  if (only && found.length === 1) return only.outputs.deployment as unknown as Deployment;
  throw new FaultlineError("no-orchestrator", `The program makes ${found.length === 0 ? "no" : "more than one"} Orchestrator.`, {
    exitCode: EXIT.usage,
    remedy:
      found.length === 0
        ? 'Make one in this stack: new Orchestrator("orchestrator", { experiments: […] }), or leave --as-deployed out.'
        : "Rehearse a stack that makes one.",
  });
}

/** What the program's Orchestrator demands of the runs of an experiment; `undefined` where none runs it. */
export function settingsOf({ registrations }: Pick<Evaluation, "registrations">, experiment: string): ExperimentSettings | undefined {
  const written = registrations.find(({ inputs }) => inputs.key === BUCKET.settings(experiment));
  const { content } = written?.inputs ?? {};
  return typeof content === "string" ? (JSON.parse(content) as ExperimentSettings) : undefined;
}

/** The experiments to run, in the order of the program. */
export function wanted(manifests: Manifests, only: readonly string[] | undefined): readonly Manifest[] {
  const names = Object.keys(manifests);
  if (names.length === 0) {
    throw new FaultlineError("no-experiment", "The program makes no experiment.", {
      exitCode: EXIT.usage,
      remedy: 'Make one: new Experiment("name", { … }) from "faultline".',
    });
  }
  const unknown = (only ?? []).filter((name) => !names.includes(name));
  if (unknown.length > 0) {
    throw new FaultlineError("unknown-experiment", `The program has no experiment ${unknown.map((name) => `"${name}"`).join(", ")}.`, {
      exitCode: EXIT.usage,
      remedy: `Name some of: ${names.join(", ")}.`,
      facts: { unknown, experiments: names },
    });
  }
  return Object.values(manifests).filter((manifest) => only === undefined || only.includes(manifest.plan.name));
}

/** The system description: the one named, or the stack's, or the project's; `undefined` when there is none. */
export function systemFile(context: Context, project: Project, stack: string, named: string | undefined): string | undefined {
  if (named !== undefined) return resolve(context.cwd, named);
  const names = [`rehearsal.${stack}.yaml`, "rehearsal.yaml"];
  return [project.stackConfigDir, project.root].flatMap((dir) => names.map((name) => join(dir, name))).find((file) => existsSync(file));
}
