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
  /** Values that the permissions need and FIS does not take, by the name in `FaultFacts.grants`. */
  readonly grants?: Readonly<Record<string, Text>>;
  /** Set by `fault.raw`: an action that the catalogue does not know. */
  readonly untyped?: UntypedFacts;
}

/** What the author of an untyped fault says of it, because the catalogue cannot. */
export interface UntypedFacts {
  readonly permissions: readonly RawPermission[];
}

/** A permission as the author of an untyped fault writes it: always needed. */
export type RawPermission = Omit<PermissionFacts, "when">;

/** Options every fault takes. */
export interface FaultOptions {
  /** Names of the faults that must have ended before this one starts. Left out: it starts at once. */
  readonly after?: readonly string[];
  /** Shown in the FIS console and the report; at most 512 characters. */
  readonly description?: string;
}

/** A parameter as AWS documents it. */
export interface ParameterFacts {
  /** `decimal`: a number that may have a fraction. `list`: texts joined by commas. `json`: an object in JSON. */
  readonly kind: "duration" | "integer" | "decimal" | "text" | "json" | "list";
  readonly required: boolean;
  /** Required besides when another parameter has this value. */
  readonly requiredIf?: { readonly parameter: string; readonly is: string };
  readonly min?: number | Duration;
  readonly max?: number | Duration;
  /** The values known; with `list`, those of each item. */
  readonly allowed?: readonly string[];
  /** With `list`: how many items at most. */
  readonly maxItems?: number;
  /** With `json`: what its members are, by the last part of the ARN in another parameter. Members of what is not listed are not checked. */
  readonly membersBy?: { readonly parameter: string; readonly known: Readonly<Record<string, Readonly<Record<string, ParameterFacts>>>> };
}

/** Under what circumstances a permission is needed; all that is given must hold. */
export interface PermissionCircumstances {
  /** An action parameter is given: `documentArn`, or a member of one in JSON: `documentParameters.AutomationAssumeRole`. */
  readonly parameter?: string;
  /** A regular expression that the parameter's text matches. */
  readonly matches?: string;
  /** A value of `Fault.grants` is given. */
  readonly grant?: string;
  /** A value of `Fault.grants` is not given. */
  readonly noGrant?: string;
  /** The targets are selected in this way. */
  readonly selectedBy?: SelectedBy;
}

/**
 * A statement of the experiment role's policy that one fault needs. Placeholders in `resources` and in the values of `conditions`:
 *
 * | placeholder | becomes |
 * | --- | --- |
 * | `{partition}` `{region}` `{account}` | where the experiment lives |
 * | `{parameter:NAME}` `{parameter:NAME.MEMBER}` | an action parameter, or a member of one in JSON; a list becomes several |
 * | `{automation-definition:NAME}` | the same, an ARN `…:document/x` written as `…:automation-definition/x:*` |
 * | `{target:arns}` | the ARNs of the targets, or the ARN patterns of their type when they are selected in another way |
 * | `{target:NAME}` | a parameter of the target; of an ARN, the name at its end |
 * | `{grant:NAME}` | a value of `Fault.grants` |
 *
 * What is not given, or known only later where it could be an ARN or a name, becomes `*` in a resource; a condition on it is left out.
 */
export interface PermissionFacts {
  readonly actions: readonly string[];
  /** ARN patterns, or `*` where AWS knows no resource. */
  readonly resources: readonly string[];
  readonly conditions?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
  /** `target-tags`: the ARNs of the targets where these are given, else only resources with the tags of the targets, by `aws:ResourceTag`. */
  readonly narrowBy?: "target-tags";
  /** Left out: always needed. */
  readonly when?: PermissionCircumstances;
}

/** A value that permissions need and FIS does not take, for example the S3 folder of the Lambda extension. */
export interface GrantFacts {
  /** What it is, in a few words. */
  readonly is: string;
  /** A regular expression. */
  readonly pattern: string;
  /** What it looks like, for the message when it does not. */
  readonly example: string;
  /** What the role may do without it: told as a warning. Left out: nothing is lost. */
  readonly without?: string;
}

/** What is known of one action: the facts that checks, roles, reports and verdicts build on. */
export interface FaultFacts {
  readonly actionId: string;
  /** In a few words, for tables: `stop EC2 instances`. */
  readonly title: string;
  /** Target key and its resource type; none for control actions. */
  readonly targets: Readonly<Record<string, string>>;
  readonly parameters: Readonly<Record<string, ParameterFacts>>;
  /** Values besides the parameters, by name. */
  readonly grants?: Readonly<Record<string, GrantFacts>>;
  /** Whether the fault ends by itself when the action ends or is stopped; it may depend on a parameter being there, or on its text. */
  readonly reverts: "always" | "never" | { readonly whenParameter: string /** A regular expression. */; readonly matches?: string };
  /** What comes back and what does not, where one word does not say it. */
  readonly revertNote?: string;
  /** True when there is no duration: the effect is one blow. */
  readonly instantaneous: boolean;
  /** False for `aws:fis:wait`. */
  readonly injectsFault: boolean;
  /** How a run can see that it took effect without a metric: by the state of its targets, or not at all (a metric is needed). */
  readonly visibleIn: "target-state" | "metric";
  readonly permissions: readonly PermissionFacts[];
  /** Faults of the same name cannot act on one resource at the same time: the second fails. Only when a parameter matches, if one is named. */
  readonly exclusive?: { readonly name: string; readonly whenParameter?: string /** A regular expression. */; readonly matches?: string };
  /** What must be in place at AWS before it works. */
  readonly prerequisites: readonly string[];
  /** What the run costs at AWS. */
  readonly price: string;
  /** The AWS page the facts were read from. */
  readonly page: string;
  /** The day on which the facts were read there: `2026-11-20`. */
  readonly readOn: string;
}
