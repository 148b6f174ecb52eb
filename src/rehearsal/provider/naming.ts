import { createHash } from "node:crypto";

/** How a resource without a given name is called: `<name>-<7 hex digits>`, as Pulumi's AWS provider does. */
export interface Naming {
  readonly property: string;
  /** The input that gives a prefix instead: `namePrefix`. */
  readonly prefix?: string;
  /** The longest name that AWS takes. */
  readonly max: number;
  readonly lowerCase?: boolean;
}

/** https://www.pulumi.com/docs/iac/concepts/resources/names/#autonaming */
export function autoName(naming: Naming, resourceName: string, prefix: string | undefined, seed: Uint8Array): string {
  const hex = createHash("sha256").update(seed).digest("hex");
  const name = prefix === undefined ? `${resourceName}-${hex.slice(0, 7)}` : `${prefix}${hex.slice(0, 26)}`.slice(0, naming.max);
  return naming.lowerCase ? name.toLowerCase() : name;
}
