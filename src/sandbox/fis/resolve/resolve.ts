import type { Acting } from "../../common/identity";
import type { Cloud } from "../../kernel/cloud";
import { actionFact, QUOTAS } from "../catalogue";
import { ExperimentFailure, failureOf } from "../errors";
import type { ResolvedTarget, TemplateContent, TemplateTarget } from "../records";
import { parseSelectionMode, select } from "../selection";
import { passes } from "./filters";
import { FINDERS, unknownResources } from "./finders";

/** The accounts that an experiment reaches: each as its role, and as FIS itself. */
export interface Reach {
  readonly as: Acting;
  readonly own: Acting;
  readonly roleArn: string;
}

/**
 * The resources of one target in all accounts, chosen by its selection mode per account. Throws ExperimentFailure: an
 * ARN that names nothing is InvalidTarget in every mode; nothing at all is left to the caller.
 */
export async function resolveTarget(
  cloud: Cloud,
  name: string,
  target: TemplateTarget,
  reach: readonly Reach[],
): Promise<ResolvedTarget[]> {
  const resolved: ResolvedTarget[] = [];
  for (const { as, own } of reach) {
    try {
      resolved.push(...(await resolveIn(cloud, name, target, as, own)));
    } catch (error) {
      throw new ExperimentFailure(failureOf(error, `targets.${name}`, as.accountId));
    }
  }
  return resolved;
}

async function resolveIn(cloud: Cloud, name: string, target: TemplateTarget, as: Acting, own: Acting): Promise<ResolvedTarget[]> {
  const find = FINDERS[target.resourceType] ?? unknownResources;
  const all = target.resourceArns ?? [];
  // With several accounts each account looks for its own ARNs.
  const arns = all.filter((arn) => [as.accountId, ""].includes(arn.split(":")[4] ?? ""));
  if (all.length > 0 && arns.length === 0) return [];
  const found = await find({ cloud, as, own, arns, tags: target.resourceTags ?? {}, parameters: target.parameters ?? {} });
  const missing = arns.find((arn) => !found.some((one) => one.arn === arn));
  if (missing !== undefined) {
    throw new ExperimentFailure({ code: "InvalidTarget", reason: `Target resolution failed: resource ${missing} was not found.` });
  }
  const mode = parseSelectionMode(target.selectionMode) ?? { kind: "ALL" };
  const fit = found.filter((one) => passes(one.described, target.filters ?? []));
  return select(fit, mode, cloud.random).map((one) => ({
    targetName: name,
    resourceType: target.resourceType,
    accountId: as.accountId,
    arn: one.arn,
    information: { ...one.information },
  }));
}

/** ARNs of accounts that the experiment does not reach can name nothing. */
export function checkAccounts(content: TemplateContent, reach: readonly Reach[]): void {
  const known = new Set([...reach.map(({ as }) => as.accountId), ""]);
  for (const [name, target] of Object.entries(content.targets)) {
    const foreign = target.resourceArns?.find((arn) => !known.has(arn.split(":")[4] ?? ""));
    if (foreign === undefined) continue;
    const reason = `Target resolution failed: resource ${foreign} was not found.`;
    throw new ExperimentFailure({ code: "InvalidTarget", reason, location: `targets.${name}` });
  }
}

/** Throws QuotaExceededFailure for an action with more targets in one account than its quota allows. */
export function checkTargetQuotas(content: TemplateContent, resolved: readonly ResolvedTarget[]): void {
  for (const [name, action] of Object.entries(content.actions)) {
    const names = new Set(Object.values(action.targets ?? {}));
    const perAccount = new Map<string, number>();
    for (const one of resolved) if (names.has(one.targetName)) perAccount.set(one.accountId, (perAccount.get(one.accountId) ?? 0) + 1);
    const most = limitOf(action.actionId, action.parameters ?? {});
    for (const [accountId, count] of perAccount) {
      if (most === undefined || count <= most) continue;
      throw new ExperimentFailure({
        code: "QuotaExceededFailure",
        reason: `Action "${name}" has ${count} targets. The maximum for ${action.actionId} is ${most}.`,
        location: `actions.${name}`,
        accountId,
      });
    }
  }
}

function limitOf(actionId: string, parameters: Readonly<Record<string, string>>): number | undefined {
  if (actionId === "aws:network:disrupt-connectivity" && parameters.scope !== "all") return QUOTAS.disruptConnectivitySubnets;
  return actionFact(actionId)?.maxTargets;
}
