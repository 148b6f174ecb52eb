import * as pulumi from "@pulumi/pulumi";
import { EXIT, FaultlineError } from "../words";
import { constructExperiment } from "./component/experiment";
import { constructOrchestrator } from "./component/orchestrator";
import { inputsOf, type Schema } from "./component/schema";
import { EXPERIMENT_TYPE } from "./experiment";
import { ORCHESTRATOR_TYPE } from "./orchestrator";

const CONSTRUCTORS = { [EXPERIMENT_TYPE]: constructExperiment, [ORCHESTRATOR_TYPE]: constructOrchestrator };

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
    const schema = JSON.parse(this.schema) as Schema;
    const object = inputsOf(schema, type);
    const construct = Object.entries(CONSTRUCTORS).find(([known]) => known === type)?.[1];
    if (!object || !construct) {
      throw new FaultlineError("unknown-component", `there is no component ${type}`, {
        exitCode: EXIT.usage,
        remedy: `Other languages have ${Object.keys(CONSTRUCTORS).join(" and ")}; everything else is for programs in TypeScript.`,
        facts: { type },
      });
    }
    return construct(name, inputs, { schema, object }, options);
  }
}

/** Serves the components until the engine ends this process. `args` are those of the command line: the engine's address. */
export function serveComponents(version: string, schema: string, args: string[]): Promise<void> {
  return pulumi.provider.main(new ComponentProvider(version, schema), args);
}
