import type { Reader } from "./read";

/**
 * The keys that Pulumi's AWS provider lets an action's target have, as its check was on 2026-06-30; FIS knows more. The check is
 * made in the provider, before FIS is asked: a preview shows whether the version in use knows a newer key.
 */
export const PROVIDER_TARGET_KEYS: readonly string[] = [
  "AutoScalingGroups",
  "Buckets",
  "Cluster",
  "Clusters",
  "DBInstances",
  "Functions",
  "Instances",
  "KinesisStreams",
  "ManagedResources",
  "Nodegroups",
  "Pods",
  "ReplicationGroups",
  "Roles",
  "SpotInstances",
  "Subnets",
  "Tables",
  "Tasks",
  "TransitGateways",
  "VPCEndpoints",
  "Volumes",
];

/** Nothing is made before the provider's check, so a warning is early enough. */
export function warnOfProvider(reader: Reader, path: string, actionId: string, key: string): void {
  reader.warn({
    code: "provider-target-key",
    path,
    message: `${actionId} acts on "${key}", which the check of Pulumi's AWS provider did not let pass when it was read last`,
    given: key,
    allowed: PROVIDER_TARGET_KEYS.join(", "),
    remedy: "Run `pulumi preview`: if it refuses the key, use a newer version of @pulumi/aws, or leave this fault out of the stack.",
  });
}
