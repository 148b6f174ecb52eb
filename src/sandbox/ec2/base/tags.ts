import type { Principal } from "../../kernel/cloud";
import { AwsError } from "../../kernel/error";
import { invalidValue, type Kind } from "./errors";

export type Tags = Record<string, string>;

export interface TagInput {
  Key?: string;
  Value?: string;
}

export interface TagSpecification {
  ResourceType?: string;
  Tags?: readonly TagInput[];
}

/** As EC2 writes them: a list of keys with values, in order of creation. */
export const tagList = (tags: Readonly<Tags>) => Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));

/** Tags a caller wants to set, checked: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Tags.html#tag-restrictions */
export function wantedTags(input: readonly TagInput[] | undefined, principal: Principal): Tags {
  const tags: Tags = {};
  for (const { Key = "", Value = "" } of input ?? []) {
    if (Key === "" || Key.length > 127) throw invalidValue("Tag key exceeds the maximum length of 127 characters");
    if (Value.length > 255) throw invalidValue("Tag value exceeds the maximum length of 255 characters");
    if (/^aws:/i.test(Key) && principal.kind !== "service")
      throw invalidValue("Tag keys starting with 'aws:' are reserved for internal use");
    if (Object.hasOwn(tags, Key)) throw invalidValue(`Duplicate tag key '${Key}' specified.`);
    tags[Key] = Value;
  }
  checkCount(tags);
  return tags;
}

/** At most 50 of a user's own tags on a resource. */
export function checkCount(tags: Readonly<Tags>): void {
  if (Object.keys(tags).filter((key) => !key.startsWith("aws:")).length > 50)
    throw new AwsError("TagLimitExceeded", "The maximum number of tags for a resource has been reached.");
}

/** The tags for one kind of resource out of a request's tag specifications; kinds the request does not make are an error. */
export function tagsFor(
  kind: Kind | "spot-instances-request",
  specifications: readonly TagSpecification[] | undefined,
  principal: Principal,
  made: readonly string[] = [kind],
): Tags {
  for (const { ResourceType = "" } of specifications ?? [])
    if (!made.includes(ResourceType)) throw invalidValue(`'${ResourceType}' is not a valid taggable resource type for this operation.`);
  const wanted = (specifications ?? []).filter((one) => one.ResourceType === kind).flatMap((one) => one.Tags ?? []);
  return wantedTags(wanted, principal);
}
