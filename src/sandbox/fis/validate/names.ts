import { QUOTAS } from "../catalogue";
import { invalid } from "../errors";
import type { Tags } from "../records";

const NAME = /^[A-Za-z][A-Za-z0-9_-]{0,63}$/;

/** Action and target names: a letter, then letters, digits, `-` and `_`; at most 64 characters. */
export function checkName(kind: "action" | "target", name: string): void {
  if (!NAME.test(name)) {
    throw invalid(
      `Invalid ${kind} name "${name}": it must start with a letter and have at most 64 letters, digits, hyphens and underscores.`,
    );
  }
}

export function checkTags(tags: Tags): void {
  const entries = Object.entries(tags);
  if (entries.length > QUOTAS.tags) throw invalid(`A resource can have at most ${QUOTAS.tags} tags.`);
  for (const [key, value] of entries) {
    if (key === "" || key.length > 128) throw invalid("A tag key must have 1 to 128 characters.");
    if (value.length > 256) throw invalid(`The value of tag "${key}" must have at most 256 characters.`);
    if (/^aws:/i.test(key)) throw invalid(`Tag keys that start with "aws:" are reserved: "${key}".`);
  }
}

const ROLE = /^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]{1,512}$/;

export function checkRole(roleArn: string): void {
  if (!ROLE.test(roleArn)) throw invalid(`Invalid roleArn "${roleArn}": it must be the ARN of an IAM role.`);
}
