import type { Call, Requirement, ServiceModule } from "../kernel/cloud";
import type { State } from "../kernel/state";
import { iamOf, keyOf } from "./records";

interface Input {
  readonly RoleName?: string;
  readonly PolicyArn?: string;
  readonly PolicySourceArn?: string;
  readonly PolicyName?: string;
  readonly InstanceProfileName?: string;
  readonly Path?: string;
  readonly AWSServiceName?: string;
}

/** What IAM's operations need: on the role, policy or profile that they touch. */
export function iamPermissions(state: State, operations: readonly string[]): ServiceModule["permissions"] {
  const need =
    (operation: string) =>
    (input: Input, call: Call): Requirement[] => [
      { action: `iam:${operation}`, resource: resourceOf(state, operation, input, call.accountId) },
    ];
  return Object.fromEntries(operations.map((operation) => [operation, need(operation)]));
}

function resourceOf(state: State, operation: string, input: Input, accountId: string): string {
  const iam = iamOf(state, accountId);
  const base = `arn:aws:iam::${accountId}`;
  const path = input.Path ?? "/";
  if (operation.includes("ServiceLinkedRole") && input.AWSServiceName) return `${base}:role/aws-service-role/${input.AWSServiceName}/*`;
  if (operation.includes("InstanceProfile") && input.InstanceProfileName) {
    return iam.profiles.get(keyOf(input.InstanceProfileName))?.arn ?? `${base}:instance-profile${path}${input.InstanceProfileName}`;
  }
  if (input.RoleName !== undefined) return iam.roles.get(keyOf(input.RoleName))?.arn ?? `${base}:role${path}${input.RoleName}`;
  if (input.PolicySourceArn !== undefined) return input.PolicySourceArn;
  if (input.PolicyArn !== undefined) return input.PolicyArn;
  if (input.PolicyName !== undefined) return `${base}:policy${path}${input.PolicyName}`;
  return "*";
}
