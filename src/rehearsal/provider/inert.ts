import { hashOf } from "../../words";
import type { CreateResult, Properties, Resource } from "../contract";
import type { Context } from "./context";

/** Account of the ARN of a resource that nobody made: no account has it. */
const NO_ACCOUNT = "000000000000";

/**
 * What a program gets for an `aws:*` resource that is not made here: its inputs, an id, and an ARN of the right form that points to
 * nothing (its resource begins with `inert/`), because programs take ARNs apart and put them into policies.
 */
export function inertResource(resource: Resource, inputs: Properties, context: Context): CreateResult {
  const id = `${resource.name}-${hashOf({ urn: resource.urn }).slice(0, 7)}`;
  const service = resource.type.split(":")[1]?.split("/")[0] ?? "unknown";
  const arn = `arn:${context.partition}:${service}:${context.region}:${NO_ACCOUNT}:inert/${id}`;
  return {
    id,
    outputs: { arn, name: id, ...inputs, region: context.region, ...(inputs.tags === undefined ? {} : { tagsAll: inputs.tags }) },
  };
}
