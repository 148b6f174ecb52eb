import type { Call, Cloud, Principal } from "../kernel/cloud";

/** Lower-case hex digits from the sandbox's seeded randomness. */
export function hex(cloud: Pick<Cloud, "random">, length: number): string {
  return Array.from({ length }, () => Math.floor(cloud.random() * 16).toString(16)).join("");
}

const LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789";

/** Letters and digits as in host names. */
export function alphanumeric(cloud: Pick<Cloud, "random">, length: number, alphabet = LETTERS): string {
  return Array.from({ length }, () => alphabet[Math.floor(cloud.random() * alphabet.length)] ?? "a").join("");
}

/** A version 4 UUID from the sandbox's seeded randomness. */
export function uuid(cloud: Pick<Cloud, "random">): string {
  const variant = (8 + Math.floor(cloud.random() * 4)).toString(16);
  return `${hex(cloud, 8)}-${hex(cloud, 4)}-4${hex(cloud, 3)}-${variant}${hex(cloud, 3)}-${hex(cloud, 12)}`;
}

/** Who a service is when it acts in a customer's account: its service-linked role. */
export interface Acting {
  readonly accountId: string;
  readonly region: string;
  readonly principal: Principal;
}

/**
 * @param host the service's principal, for example `eks.amazonaws.com`
 * @param role the service-linked role's name, for example `AWSServiceRoleForAmazonEKS`
 */
export function actingAs(host: string, role: string, where: Pick<Call, "accountId" | "region">): Acting {
  return {
    accountId: where.accountId,
    region: where.region,
    principal: { kind: "service", arn: `arn:aws:iam::${where.accountId}:role/aws-service-role/${host}/${role}` },
  };
}

/** The account and Region of a regional scope. */
export function whereOf(scope: string): { accountId: string; region: string } {
  const [accountId = "", region = ""] = scope.split("/");
  return { accountId, region };
}
