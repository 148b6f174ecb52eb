import { NOT_VISIBLE, type TargetState } from "../../journal";
import type { TargetObserver } from "../../run";
import { parseArn } from "../../words";
import type { Look, Seen, SystemClients } from "./clients";
import { lookAtDatabases } from "./databases";
import { lookAtGroups } from "./groups";
import { lookAtInstances } from "./instances";
import { lookAtNodegroups } from "./nodegroups";
import { residueIn } from "./residue";
import { lookAtSubnets } from "./subnets";

const LOOKS: Readonly<Record<string, (look: Look) => Promise<Seen>>> = {
  "aws:ec2:instance": lookAtInstances,
  "aws:ec2:subnet": lookAtSubnets,
  "aws:rds:cluster": lookAtDatabases,
  "aws:eks:nodegroup": lookAtNodegroups,
};
const GROUPS = "aws:ec2:autoscaling-group";

/** Looks at targets through the services' own Describe calls. Pods have none in AWS's API: their effect metric must speak for them. */
export function systemObserver(clients: SystemClients): TargetObserver {
  return {
    observe: async (manifest, resolved, call) => {
      const { plan, accountId, region, roleArn } = manifest;
      const partition = parseArn(roleArn)?.partition ?? "aws";
      const lookFor = (type: string): Look => ({
        clients,
        targets: plan.targets.filter((target) => target.resourceType === type),
        resolved: resolved.filter((target) => target.resourceType === type),
        accountId,
        region,
        partition,
        call,
      });
      const types = [...new Set(plan.targets.map((target) => target.resourceType))];
      const seen: readonly Seen[] = await Promise.all(types.map((type) => LOOKS[type]?.(lookFor(type)) ?? { states: [] }));
      const around = [...new Set(seen.flatMap((item) => item.groups ?? []))];
      const groups = await lookAtGroups(lookFor(GROUPS), around);
      const hidden = plan.targets
        .filter((target) => target.resourceType !== GROUPS && !Object.hasOwn(LOOKS, target.resourceType))
        .map(hiddenState);
      return [...seen.flatMap((item) => item.states), ...groups.states, ...hidden];
    },
    residue: (_manifest, call) => residueIn(clients.ec2, call),
  };
}

function hiddenState({ name, resourceType }: { readonly name: string; readonly resourceType: string }): TargetState {
  return { id: name, target: name, resourceType, zone: null, state: NOT_VISIBLE, condition: "unknown", facts: {} };
}
