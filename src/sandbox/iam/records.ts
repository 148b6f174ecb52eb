import type { Cloud } from "../kernel/cloud";
import type { Records, State } from "../kernel/state";

export type Tags = Readonly<Record<string, string>>;

export interface RoleRecord {
  readonly name: string;
  readonly id: string;
  readonly arn: string;
  /** Begins and ends with a slash. */
  readonly path: string;
  readonly createdAt: number;
  readonly trust: string;
  readonly description: string | undefined;
  /** Seconds. */
  readonly maxSession: number;
  readonly tags: Tags;
  /** Inline policies: document by name. */
  readonly inline: Readonly<Record<string, string>>;
  /** ARNs of managed policies. */
  readonly attached: readonly string[];
  /** ARN of the permissions boundary. */
  readonly boundary: string | undefined;
  /** The service that a service-linked role belongs to. */
  readonly linkedTo: string | undefined;
}

export interface PolicyRecord {
  readonly arn: string;
  readonly id: string;
  readonly name: string;
  readonly path: string;
  readonly description: string | undefined;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly tags: Tags;
  readonly defaultVersion: string;
  /** Versions ever made: the next one's number comes after. */
  readonly made: number;
  readonly versions: readonly { readonly id: string; readonly document: string; readonly createdAt: number }[];
}

export interface ProfileRecord {
  readonly name: string;
  readonly id: string;
  readonly arn: string;
  readonly path: string;
  readonly createdAt: number;
  readonly tags: Tags;
  /** At most one role, by name. */
  readonly roles: readonly string[];
}

/** What an account has. Roles and profiles are found by name without regard to case, policies by ARN. */
export interface AccountIam {
  readonly accountId: string;
  readonly roles: Records<RoleRecord>;
  readonly policies: Records<PolicyRecord>;
  readonly profiles: Records<ProfileRecord>;
}

export function iamOf(state: State, accountId: string): AccountIam {
  return {
    accountId,
    roles: state.table<RoleRecord>("iam.roles").in(accountId),
    policies: state.table<PolicyRecord>("iam.policies").in(accountId),
    profiles: state.table<ProfileRecord>("iam.profiles").in(accountId),
  };
}

/** Whether a role is so young that nobody can assume it yet. Service-linked ones are there before anybody asks for them. */
export function isSettling(cloud: Pick<Cloud, "clock" | "rolesSettleMs">, { createdAt, linkedTo }: RoleRecord): boolean {
  return linkedTo === undefined && cloud.clock.now() < createdAt + cloud.rolesSettleMs;
}

export const keyOf = (name: string): string => name.toLowerCase();

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** `AROA…`, `ANPA…`, `AIPA…`, `ASIA…`: four letters that say what it is, and digits. */
export function uniqueId(cloud: Pick<Cloud, "random">, prefix: string, digits = 17): string {
  let out = prefix;
  for (let digit = 0; digit < digits; digit++) out += ALPHABET[Math.floor(cloud.random() * ALPHABET.length)] ?? "A";
  return out;
}
