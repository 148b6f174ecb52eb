import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { isObject, type Plain, type Properties, type UNKNOWN } from "../contract";
import { isRecord, readYaml } from "../project";
import { unsupported } from "./failures";
import { unmarshalProperties } from "./values";

/** The outputs of another stack. */
export interface StackOutputs {
  /** All of them may be unknown, in a listing. */
  readonly outputs: Properties | typeof UNKNOWN;
  /** Names of outputs that are secret. */
  readonly secrets: readonly string[];
}

/** Finds another stack's outputs by the name that the program gave; `undefined` when there is no such stack to be read. */
export type StackReader = (name: string) => Promise<StackOutputs | undefined>;

/**
 * Reads stacks that Pulumi keeps in files (`PULUMI_BACKEND_URL=file://DIR`): `DIR/.pulumi/stacks/PROJECT/STACK.json`.
 * https://www.pulumi.com/docs/iac/concepts/state-and-backends/#local-filesystem
 */
export function localStacks(env: Readonly<Record<string, string | undefined>>, ownProject: string): StackReader {
  return async (name) => {
    const url = env.PULUMI_BACKEND_URL;
    if (!url?.startsWith("file://")) return undefined;
    const dir = url.startsWith("file://~") ? join(env.HOME ?? "", url.slice("file://~".length)) : fileURLToPath(url);
    const parts = name.split("/");
    const stack = parts.at(-1) ?? name;
    const project = parts.length > 1 ? (parts.at(-2) ?? ownProject) : ownProject;
    const file = join(dir, ".pulumi", "stacks", project, `${stack}.json`);
    return existsSync(file) ? outputsOf(name, readYaml(file)) : undefined;
  };
}

function outputsOf(name: string, state: Readonly<Record<string, unknown>>): StackOutputs {
  const checkpoint = isRecord(state.checkpoint) ? state.checkpoint : {};
  const latest = isRecord(checkpoint.latest) ? checkpoint.latest : {};
  const resources = Array.isArray(latest.resources) ? latest.resources : [];
  const stack = resources.find((resource) => isRecord(resource) && resource.type === "pulumi:pulumi:Stack");
  const outputs = isRecord(stack) && isRecord(stack.outputs) ? (stack.outputs as Record<string, Plain>) : {};
  const sealed = Object.entries(outputs).filter(([, value]) => isObject(value) && value.ciphertext !== undefined);
  if (sealed.length > 0) {
    throw unsupported(
      `the reference to stack "${name}": its outputs ${sealed.map(([key]) => key).join(", ")} are sealed`,
      "Give these values by configuration in the stack that is rehearsed.",
      { stack: name },
    );
  }
  const { properties, secrets } = unmarshalProperties(outputs);
  return { outputs: properties, secrets };
}
