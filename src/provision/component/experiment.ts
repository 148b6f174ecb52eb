import type * as pulumi from "@pulumi/pulumi";
import { compile, type ExperimentDefinition } from "../../experiment";
import { digHoles } from "../../words";
import { Experiment } from "../experiment";
import { refuse } from "./problems";
import { Reading } from "./reading";
import type { ObjectSpec, Schema } from "./schema";

/** An experiment that a program in another language declares. */
export async function constructExperiment(
  name: string,
  inputs: pulumi.Inputs,
  { schema, object }: { readonly schema: Schema; readonly object: ObjectSpec },
  options: pulumi.ComponentResourceOptions,
): Promise<pulumi.provider.ConstructResult> {
  const reading = new Reading(schema, false);
  const definition = await reading.object(inputs, object);
  if (reading.problems.length > 0) {
    const compiled = compile(name, digHoles(definition).value);
    refuse(`The experiment "${name}"`, reading.problems, compiled.ok ? [] : compiled.problems);
  }
  // The constructor checks the rest, and tells all problems at once.
  const experiment = new Experiment(name, definition as unknown as ExperimentDefinition, options);
  const { manifest, templateId, roleArn } = experiment;
  return { urn: experiment.urn, state: { manifest, templateId, roleArn } };
}
