import type { Manifest } from "../../src/experiment";
import type { Properties } from "../../src/rehearsal/contract";
import type { TemplateObservation } from "../../src/run";

interface Pair {
  readonly key: string;
  readonly value: string;
}

/** The inputs of `aws.fis.ExperimentTemplate`, as far as an experiment gives them. */
interface TemplateInputs {
  readonly roleArn: string;
  readonly stopConditions: readonly { readonly source: string; readonly value: string }[];
  readonly experimentOptions: { readonly emptyTargetResolutionMode: "fail" | "skip" };
  readonly actions: readonly {
    readonly name: string;
    readonly actionId: string;
    readonly parameters?: readonly Pair[];
    readonly startAfters?: readonly string[];
    readonly target?: Pair;
  }[];
  readonly targets: readonly {
    readonly name: string;
    readonly resourceType: string;
    readonly selectionMode: string;
    readonly resourceArns?: readonly string[];
    readonly resourceTags?: readonly Pair[];
    readonly filters?: readonly { readonly path: string; readonly values: readonly string[] }[];
    readonly parameters?: Readonly<Record<string, string>>;
  }[];
}

/** The inputs are data of the program under test: what does not have the shape fails the comparison. */
export const templateInputs = (inputs: Properties) => inputs as unknown as TemplateInputs;

/** The template as a run would read it back from FIS. */
export function observationOf(id: string, inputs: Properties): TemplateObservation {
  const { roleArn, stopConditions, experimentOptions, actions, targets } = templateInputs(inputs);
  return {
    id,
    roleArn,
    stopConditionArns: stopConditions.map(({ value }) => value),
    emptyTargets: experimentOptions.emptyTargetResolutionMode,
    actions: Object.fromEntries(
      actions.map(({ name, actionId, parameters = [], startAfters = [], target }) => [
        name,
        { actionId, parameters: mapOf(parameters), targets: target ? mapOf([target]) : {}, after: startAfters },
      ]),
    ),
    targets: Object.fromEntries(
      targets.map(({ name, resourceType, selectionMode, resourceArns = [], resourceTags = [], filters = [], parameters = {} }) => [
        name,
        { resourceType, selectionMode, arns: resourceArns, tags: mapOf(resourceTags), filters, parameters },
      ]),
    ),
  };
}

function mapOf(pairs: readonly Pair[]): Record<string, string> {
  return Object.fromEntries(pairs.map(({ key, value }) => [key, value]));
}

/** The manifests that a program exports as `faultline`. */
export function manifestsOf(outputs: Properties): Readonly<Record<string, Manifest>> {
  return outputs.faultline as unknown as Readonly<Record<string, Manifest>>;
}
