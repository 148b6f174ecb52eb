import * as pulumi from "@pulumi/pulumi";
import type { ExperimentDefinition } from "../experiment";
import { EXIT, FaultlineError } from "../words";
import { EXPERIMENT_TYPE, Experiment } from "./experiment";

/**
 * The components for programs in other languages: Pulumi's engine starts this in a process of its own, hands it the inputs of each component
 * and gets back what the component shows. https://www.pulumi.com/docs/iac/extending-pulumi/build-a-component/
 */
export class ComponentProvider implements pulumi.provider.Provider {
  constructor(
    /** The package's version. */
    readonly version: string,
    /** `component/schema.json`: what the other languages' SDKs are generated from. */
    readonly schema: string,
  ) {}

  async construct(
    name: string,
    type: string,
    inputs: pulumi.Inputs,
    options: pulumi.ComponentResourceOptions,
  ): Promise<pulumi.provider.ConstructResult> {
    if (type !== EXPERIMENT_TYPE) {
      throw new FaultlineError("unknown-component", `there is no component ${type}`, {
        exitCode: EXIT.usage,
        remedy: `Other languages have ${EXPERIMENT_TYPE}; everything else is for programs in TypeScript.`,
        facts: { type },
      });
    }
    // Nothing was checked yet: the constructor does it, and tells all problems at once.
    const experiment = new Experiment(name, inputs as unknown as ExperimentDefinition, options);
    const { manifest, templateId, roleArn } = experiment;
    return { urn: experiment.urn, state: { manifest, templateId, roleArn } };
  }
}

/** Serves the components until the engine ends this process. `args` are those of the command line: the engine's address. */
export function serveComponents(version: string, schema: string, args: string[]): Promise<void> {
  return pulumi.provider.main(new ComponentProvider(version, schema), args);
}
