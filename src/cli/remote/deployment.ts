import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { DEPLOYMENT_OUTPUT, type Deployment } from "../../experiment";
import { EXIT, FaultlineError, messageOf, parseArn } from "../../words";
import { type Given, textOption } from "../command";
import type { Context } from "../context";
import { stackOutput } from "../manifests";

const TEXTS = ["project", "stack", "accountId", "region", "functionArn", "tableName", "bucketName", "topicArn", "scheduleGroup"] as const;

/** Reads what an Orchestrator published, from a file or from Pulumi's own state. */
export async function findDeployment(context: Context, given: Given): Promise<Deployment> {
  const file = textOption(given, "deployment");
  if (file !== undefined) return parseDeployment(readFile(resolve(context.cwd, file)), file);
  const stack = textOption(given, "stack");
  if (stack === undefined)
    throw new FaultlineError("no-deployment", "Which Orchestrator? Neither --stack nor --deployment is given.", {
      exitCode: EXIT.usage,
      remedy: "Name the stack with --stack NAME, or a file with --deployment FILE.",
    });
  const dir = resolve(context.cwd, textOption(given, "dir") ?? ".");
  const remedy = `Export it from the program: export const ${DEPLOYMENT_OUTPUT} = orchestrator.deployment; and run pulumi up.`;
  return parseDeployment(
    await stackOutput(stack, dir, context, DEPLOYMENT_OUTPUT, remedy),
    `the output "${DEPLOYMENT_OUTPUT}" of the stack ${stack}`,
  );
}

/** A Deployment from its JSON. Throws `bad-deployment`, and `unqualified-function` for a function that nobody can invoke durably. */
export function parseDeployment(text: string, source: string): Deployment {
  const refuse = (why: string) =>
    new FaultlineError("bad-deployment", `${source} is not what an Orchestrator publishes: ${why}.`, {
      exitCode: EXIT.usage,
      remedy: `Export orchestrator.deployment as the stack output ${DEPLOYMENT_OUTPUT}, and run pulumi up with this version of Faultline.`,
    });
  let value: Partial<Record<keyof Deployment, unknown>> | null;
  try {
    value = JSON.parse(text) as typeof value;
  } catch (problem) {
    throw refuse(`it is not JSON (${messageOf(problem)})`);
  }
  if (value === null || typeof value !== "object") throw refuse("it is not an object");
  if (value.version !== 1) throw refuse(`it has version ${String(value.version)}, and this Faultline reads version 1`);
  const missing = TEXTS.filter((name) => typeof value[name] !== "string" || value[name] === "");
  if (missing.length > 0) throw refuse(`it lacks ${missing.join(", ")}`);
  if (!Array.isArray(value.experiments) || value.experiments.some((name) => typeof name !== "string")) throw refuse("it lacks experiments");
  const deployment = value as unknown as Deployment;
  const [kind, name, qualifier] = parseArn(deployment.functionArn)?.resource.split(":") ?? [];
  if (kind !== "function" || !name) throw refuse(`${deployment.functionArn} is not the ARN of a function`);
  if (!qualifier)
    throw new FaultlineError("unqualified-function", `${deployment.functionArn} names no version or alias.`, {
      exitCode: EXIT.usage,
      remedy: `A durable function can only be invoked by a qualified ARN: ${deployment.functionArn}:live, as the Orchestrator publishes it.`,
      facts: { functionArn: deployment.functionArn },
    });
  return deployment;
}

/** The experiment that was meant. */
export function pickExperiment({ experiments }: Deployment, name: string | undefined): string {
  const only = experiments.length === 1 ? experiments[0] : undefined;
  const found = experiments.find((candidate) => candidate === (name ?? only));
  if (found !== undefined) return found;
  throw new FaultlineError(
    "unknown-experiment",
    name === undefined ? "The Orchestrator has several experiments; which one?" : `The Orchestrator has no experiment "${name}".`,
    { exitCode: EXIT.usage, remedy: `Name one of: ${experiments.join(", ")}.`, facts: { given: name, experiments } },
  );
}

function readFile(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (problem) {
    throw new FaultlineError("no-deployment", `The deployment ${file} cannot be read: ${messageOf(problem)}`, {
      exitCode: EXIT.usage,
      remedy: "Name a file that exists.",
      facts: { file },
    });
  }
}
