import type { Duration, Text } from "../words";

/** How a resource type may be selected. https://docs.aws.amazon.com/fis/latest/userguide/targets.html */
export type SelectedBy = "arns" | "tags" | "parameters";

/** How many of the matching resources are hit: all, a number picked at random, or a share (FIS rounds down). */
export type Selection = "all" | `${number} of them` | `${number}%`;

/** A filter on the attributes a Describe call returns: PascalCase path, any of the values. */
export interface TargetFilter {
  readonly path: string;
  readonly values: readonly Text[];
}

/** What an action acts on, as a fault builder wrote it. One of `arns`, `tags` or `parameters` is given. */
export interface Target {
  /** `aws:ec2:instance` … https://docs.aws.amazon.com/fis/latest/userguide/targets.html#resource-types */
  readonly resourceType: string;
  readonly arns?: readonly Text[];
  readonly tags?: Readonly<Record<string, Text>>;
  readonly filters?: readonly TargetFilter[];
  /** A list is joined with commas. */
  readonly parameters?: Readonly<Record<string, Text | readonly Text[]>>;
  readonly select: Selection;
}

/** One FIS action as a fault builder wrote it: plain data, checked by `compile`. */
export interface Fault {
  readonly actionId: string;
  /** As FIS takes them: every value a string of at most 1,024 characters, durations ISO 8601. A list is joined with commas. */
  readonly parameters: Readonly<Record<string, Text | readonly Text[]>>;
  /** By the action's own target key, for example `Instances`. Empty for `aws:fis:wait`. */
  readonly targets: Readonly<Record<string, Target>>;
  /** Names of the faults that must have ended before this one starts. Left out: it starts at once. */
  readonly after?: readonly string[];
  readonly description?: string;
}

/** Options every fault takes. */
export interface FaultOptions {
  /** Names of the faults that must have ended before this one starts. Left out: it starts at once. */
  readonly after?: readonly string[];
  /** Shown in the FIS console and the report; at most 512 characters. */
  readonly description?: string;
}

/** A parameter as AWS documents it. */
export interface ParameterFacts {
  readonly kind: "duration" | "integer" | "text" | "json" | "list";
  readonly required: boolean;
  /** Required besides when another parameter has this value. */
  readonly requiredIf?: { readonly parameter: string; readonly is: string };
  readonly min?: number | Duration;
  readonly max?: number | Duration;
  readonly allowed?: readonly string[];
  /** With `json`: what its members are, by the last part of the ARN in another parameter. Members of what is not listed are not checked. */
  readonly membersBy?: { readonly parameter: string; readonly known: Readonly<Record<string, Readonly<Record<string, ParameterFacts>>>> };
}

/** A statement of the experiment role's policy that one fault needs. */
export interface PermissionFacts {
  readonly actions: readonly string[];
  /** ARN patterns with `{partition}`, `{region}`, `{account}` to be filled in, or `*`. */
  readonly resources: readonly string[];
  readonly conditions?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
  /** `targets`: may be narrowed to the tags of the targets by `aws:ResourceTag`. */
  readonly narrowBy?: "target-tags";
}

/** What is known of one action: the facts that checks, roles, reports and verdicts build on. */
export interface FaultFacts {
  readonly actionId: string;
  /** In a few words, for tables: `stop EC2 instances`. */
  readonly title: string;
  /** Target key and its resource type; none for control actions. */
  readonly targets: Readonly<Record<string, string>>;
  readonly parameters: Readonly<Record<string, ParameterFacts>>;
  /** Whether the fault ends by itself when the action ends or is stopped; it may depend on a parameter being there, or on its text. */
  readonly reverts: "always" | "never" | { readonly whenParameter: string /** A regular expression. */; readonly matches?: string };
  /** True when there is no duration: the effect is one blow. */
  readonly instantaneous: boolean;
  /** False for `aws:fis:wait`. */
  readonly injectsFault: boolean;
  /** How a run can see that it took effect without a metric: by the state of its targets, or not at all (a metric is needed). */
  readonly visibleIn: "target-state" | "metric";
  readonly permissions: readonly PermissionFacts[];
  /** What must be in place at AWS before it works. */
  readonly prerequisites: readonly string[];
  /** The AWS page the facts were read from. */
  readonly page: string;
}
