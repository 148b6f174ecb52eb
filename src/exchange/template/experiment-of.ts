import type { ExperimentDefinition } from "../../experiment/definition";
import { type Problem, problemsError } from "../../words";
import type { FisTemplate } from "./fis-template";
import type { FisTemplateOptions } from "./options";

/** What a template says and an experiment of Faultline does in its own way. */
export type LeftBehind =
  | "role"
  | "stopConditions"
  | "logs.bucket"
  | "logs.schemaVersion"
  | "report"
  | "accountTargeting"
  | "unusedTargets"
  | "clientToken";

/** What an experiment needs besides the faults of a template. */
export interface ExperimentOfTemplate
  extends Omit<ExperimentDefinition, "hypothesis" | "faults" | "emptyTargets" | "logs" | "tags">,
    Partial<Pick<ExperimentDefinition, "hypothesis" | "logs" | "tags">> {
  /**
   * What the template says and the experiment does otherwise, each named, so that nothing gets lost unseen: it has a role of its own with what its faults need
   * (`role`), alarms of its own from its guards (`stopConditions`), and so on. What is missing here is refused by name.
   */
  readonly leaving: readonly LeftBehind[];
}

/**
 * The definition of an experiment with the faults of a template: their names and order, the tags, the log group, and what happens when a target
 * matches nothing are carried over. Left out: `hypothesis` is the template's description. A template that nothing stops, with no guards here, is a waiver by the owner.
 * Throws `invalid-input` when something of the template would get lost that `leaving` does not name, and for a tag whose value only a deployment knows and that
 * `tags` does not give: tags of experiments are known beforehand.
 */
export function experimentOf({ options }: FisTemplate, { leaving, ...own }: ExperimentOfTemplate): ExperimentDefinition {
  const problems = leftBehind(options)
    .filter(({ what }) => !leaving.includes(what))
    .map(
      ({ what, instead }): Problem => ({
        code: "left-behind",
        path: "leaving",
        message: `the template's ${what} does not come along: ${instead}`,
        given: leaving,
        allowed: `"${what}"`,
        remedy: `Name "${what}" in leaving when that is right.`,
      }),
    );
  problems.push(...laterTags(options.tags, own.tags));
  if (problems.length > 0) throw problemsError("experimentOf", problems);
  const { logs, emptyTargets, tags, stopConditions } = options;
  const isWaiver = stopConditions === "none" && Object.keys(own.guards).length === 0 && own.guardWaiver === undefined;
  return {
    hypothesis: textOf(options.description),
    ...(logs?.logGroupArn === undefined ? {} : { logs: { logGroupArn: logs.logGroupArn } }),
    ...(emptyTargets === undefined ? {} : { emptyTargets }),
    ...(isWaiver ? { guardWaiver: { by: own.owner, reason: "its FIS template has no stop condition" } } : {}),
    ...own,
    faults: options.faults,
    tags: { ...knownTexts(tags ?? {}), ...own.tags },
  };
}

/** What an experiment does otherwise than this template says. */
export function leftBehind(options: FisTemplateOptions): readonly { readonly what: LeftBehind; readonly instead: string }[] {
  const { stopConditions, logs, report, accountTargeting, unusedTargets, clientToken } = options;
  const found: { what: LeftBehind; instead: string; isThere: boolean }[] = [
    { what: "role", instead: "the experiment makes a role with what its faults need and no more", isThere: true },
    {
      what: "stopConditions",
      instead: "guards become alarms of the experiment's own; write what the alarms watch as guards",
      isThere: stopConditions !== "none",
    },
    { what: "logs.bucket", instead: "the experiment's log is in CloudWatch Logs", isThere: logs?.bucket !== undefined },
    { what: "logs.schemaVersion", instead: "the experiment's log has the form of version 2", isThere: logs?.schemaVersion === 1 },
    { what: "report", instead: "Faultline writes a report of each run", isThere: report !== undefined },
    { what: "accountTargeting", instead: "an experiment acts in one account", isThere: accountTargeting === "multi-account" },
    { what: "unusedTargets", instead: "an experiment has the targets of its faults", isThere: Object.keys(unusedTargets ?? {}).length > 0 },
    { what: "clientToken", instead: "Pulumi knows what it has made", isThere: clientToken !== undefined },
  ];
  return found.filter(({ isThere }) => isThere).map(({ what, instead }) => ({ what, instead }));
}

function laterTags(tags: FisTemplateOptions["tags"] = {}, own: ExperimentDefinition["tags"] = {}): readonly Problem[] {
  const lost = Object.entries(tags).filter(([key, value]) => typeof value !== "string" && !Object.hasOwn(own, key));
  return lost.map(([key]) => ({
    code: "later-value",
    path: `tags.${key}`,
    message: "the value of this tag of the template is known to its deployment only",
    allowed: "a text",
    remedy: `Give the tag ${key} in tags, as a text.`,
  }));
}

function textOf(description: FisTemplateOptions["description"]): string {
  return typeof description === "string" ? description : "";
}

function knownTexts(tags: NonNullable<FisTemplateOptions["tags"]>): Record<string, string> {
  return Object.fromEntries(Object.entries(tags).filter((entry): entry is [string, string] => typeof entry[1] === "string"));
}
