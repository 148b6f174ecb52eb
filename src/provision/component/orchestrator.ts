import type * as pulumi from "@pulumi/pulumi";
import type { OrchestratedExperiment, OrchestratorArgs } from "../orchestrator/args";
import { checkOrchestrator } from "../orchestrator/check";
import { Orchestrator } from "../orchestrator/orchestrator";
import { madeExperiment, manifestProblems } from "./manifest";
import { refuse } from "./problems";
import { Reading } from "./reading";
import type { ObjectSpec, Schema } from "./schema";

/** An experiment as another language gives it: its Manifest stands for it, its name says before the Manifest is known which one it is. */
type Given = Omit<OrchestratedExperiment, "experiment"> & { readonly name?: string; readonly manifest?: unknown };

/** An orchestrator that a program in another language declares. Everything is checked before anything is made. */
export async function constructOrchestrator(
  name: string,
  inputs: pulumi.Inputs,
  { schema, object }: { readonly schema: Schema; readonly object: ObjectSpec },
  options: pulumi.ComponentResourceOptions,
): Promise<pulumi.provider.ConstructResult> {
  const reading = new Reading(schema, true);
  const read = await reading.object(inputs, object);
  const experiments = Array.isArray(read.experiments) ? (read.experiments as readonly (Given | undefined)[]) : undefined;
  const manifests = await Promise.all(
    (experiments ?? []).map((one, index) =>
      one?.manifest === undefined ? [] : manifestProblems(one.manifest, one.name, `experiments[${index}].manifest`),
    ),
  );
  const args = { ...read, ...(experiments ? { experiments: experiments.map(orchestrated) } : {}) } as unknown as OrchestratorArgs;
  const problems = [...reading.problems, ...manifests.flat()];
  if (problems.length > 0) refuse(`The orchestrator "${name}"`, problems, checkOrchestrator(name, args, Date.now()).problems);
  const made = new Orchestrator(name, args, options);
  const { deployment, functionArn, topicArn, tableName, bucketName, scheduleGroup } = made;
  return { urn: made.urn, state: { deployment, functionArn, topicArn, tableName, bucketName, scheduleGroup } };
}

function orchestrated(given: Given | undefined): OrchestratedExperiment | undefined {
  if (given?.name === undefined) return undefined;
  const { name, manifest, ...more } = given;
  return { experiment: madeExperiment(name, manifest), ...more };
}
