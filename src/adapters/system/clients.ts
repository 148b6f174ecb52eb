import type { AutoScalingClient } from "@aws-sdk/client-auto-scaling";
import type { EC2Client } from "@aws-sdk/client-ec2";
import type { EKSClient } from "@aws-sdk/client-eks";
import type { RDSClient } from "@aws-sdk/client-rds";
import type { TargetPlan } from "../../experiment";
import type { ResolvedTarget, TargetState } from "../../journal";
import type { CallOptions } from "../../run";

export interface SystemClients {
  readonly ec2: EC2Client;
  readonly autoScaling: AutoScalingClient;
  readonly rds: RDSClient;
  readonly eks: EKSClient;
}

/** What an observer of one resource type is asked. */
export interface Look {
  readonly clients: SystemClients;
  /** The targets of its type. */
  readonly targets: readonly TargetPlan[];
  /** Those that FIS chose among them; empty before the start. */
  readonly resolved: readonly ResolvedTarget[];
  readonly accountId: string;
  readonly region: string;
  readonly partition: string;
  readonly call: CallOptions | undefined;
}

/** Looks at the resources of one type; the names of Auto Scaling groups that stand around them are for another look. */
export interface Seen {
  readonly states: readonly TargetState[];
  readonly groups?: readonly string[];
}

/** Whether FIS would take a resource for a target: all tags, and every filter with any of its values. */
export function matches(target: TargetPlan, tags: Readonly<Record<string, string>>, described: unknown): boolean {
  const tagged = Object.entries(target.tags).every(([key, value]) => tags[key] === value);
  return (
    tagged &&
    target.filters.every((filter) => valuesAt(described, filter.path.split(".")).some((value) => filter.values.includes(String(value))))
  );
}

/** The plan's targets that a resource stands for: what FIS chose it for, or, before the start, all that it matches. */
export function namesOf(look: Look, arn: string, fits: (target: TargetPlan) => boolean): readonly string[] {
  if (look.resolved.length > 0) return [...new Set(look.resolved.filter((target) => target.id === arn).map((target) => target.target))];
  return look.targets.filter((target) => (target.arns.length > 0 ? target.arns.includes(arn) : fits(target))).map((target) => target.name);
}

/** A resource that FIS chose and that the service no longer describes. */
export function lostOf(look: Look, states: readonly TargetState[]): readonly TargetState[] {
  return look.resolved
    .filter((target) => !states.some((state) => state.id === target.id))
    .map(({ id, target, resourceType, zone }) => ({
      id,
      target,
      resourceType,
      zone,
      state: "no longer described",
      condition: "gone",
      facts: {},
    }));
}

/** Every value at a path of attributes; lists are gone through. */
function valuesAt(value: unknown, path: readonly string[]): readonly unknown[] {
  if (Array.isArray(value)) return value.flatMap((item) => valuesAt(item, path));
  const [step, ...rest] = path;
  if (step === undefined) return [value];
  if (value === null || typeof value !== "object") return [];
  return valuesAt((value as Record<string, unknown>)[step], rest);
}

/** `[{Key, Value}]` as a record. */
export function tagsOf(
  tags: readonly { readonly Key?: string | undefined; readonly Value?: string | undefined }[] | undefined,
): Readonly<Record<string, string>> {
  return Object.fromEntries((tags ?? []).map(({ Key, Value }) => [Key ?? "", Value ?? ""]));
}

/** The last part of an ARN's resource. */
export function lastPart(arn: string): string {
  return arn.split(/[:/]/).at(-1) ?? arn;
}
