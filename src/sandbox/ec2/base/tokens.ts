import { createHash } from "node:crypto";
import { canonicalJson } from "../../../words";
import { AwsError } from "../../kernel/error";
import type { Region } from "./store";

/**
 * Makes something once per client token: the same request again gives the ids of what was made then, another request
 * with the same token is an error. https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-idempotency.html
 */
export function remembered(region: Region, operation: string, input: { ClientToken?: string }, make: () => string[]): readonly string[] {
  const { ClientToken: token, ...rest } = input;
  if (!token) return make();
  const key = `${operation}/${token}`;
  const hash = createHash("sha256").update(canonicalJson(rest)).digest("hex");
  const known = region.tokens.get(key);
  if (!known) {
    const ids = make();
    region.tokens.set(key, { hash, ids });
    return ids;
  }
  if (known.hash !== hash)
    throw new AwsError(
      "IdempotentParameterMismatch",
      "Arguments on this idempotent request are inconsistent with arguments used in previous request(s).",
    );
  return known.ids;
}
