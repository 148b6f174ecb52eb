import { roleRequests } from "../../experiment";
import { fillLocality, humanDuration, messageOf, parseArn } from "../../words";
import { PATIENCE } from "../patience";
import { type Check, type Look, ok, refused, wait } from "./check";

/** What is told of; the facts have them all. */
const MOST_TOLD = 5;

/**
 * The experiment role may do now what its faults and its log need: not as it was made, but as IAM decides with all its policies, its boundary
 * and its organization. A fault whose permission is missing would fail half way, after others have begun. A role that was made a moment ago, as by the
 * `pulumi up` just before, is waited for until it is a minute old: FIS may not be able to assume it before, and would fail the experiment.
 */
export const rolePermissions: Check = {
  name: "role-permissions",
  patienceMs: PATIENCE.roleSettles,
  look: async (look) => {
    const { plan, manifest, ports } = look.context;
    const { signal } = look;
    const { roleArn, region, accountId } = manifest;
    const place = { partition: parseArn(roleArn)?.partition ?? "aws", region, accountId };
    const { actions, targets } = fillLocality({ actions: plan.actions, targets: plan.targets }, place);
    const requests = roleRequests({ actions, targets }, place);
    const denied = await ports.roles.denied(roleArn, requests, { signal });
    const age = await ageOf(look, roleArn);
    if (age.leftMs > 0)
      return wait(`role ${roleArn} was made a moment ago: IAM may need ${humanDuration(age.leftMs)} until everybody knows it`, { roleArn });
    if (denied.length === 0)
      return ok(`the role may make the ${requests.length} requests that its faults and its log need${age.note}`, { roleArn });
    const names = [...new Set(denied.map(({ action, resource }) => `${action} on ${resource}`))];
    const more = names.length > MOST_TOLD ? `, and ${names.length - MOST_TOLD} more` : "";
    return refused(
      `role ${roleArn} may not ${names.slice(0, MOST_TOLD).join(", ")}${more}: run pulumi up; if it stays, look for a boundary or a service control policy`,
      { roleArn, denied: names },
    );
  },
};

/** For how long a role is still too young. One whose age nobody tells is taken for old enough: FIS would say so before anything is touched. */
async function ageOf({ context: { ports, clock }, signal, waitedMs }: Look, roleArn: string) {
  try {
    const createdAt = await ports.roles.createdAt(roleArn, { signal });
    if (createdAt === null) return { leftMs: 0, note: "" };
    // By what was waited as well: IAM's clock and this one may differ.
    const age = Math.max(waitedMs, clock.now() - createdAt);
    return { leftMs: Math.max(0, PATIENCE.roleSettles - age), note: "" };
  } catch (thrown) {
    return { leftMs: 0, note: ` (how old it is could not be found out: ${messageOf(thrown).slice(0, 200)})` };
  }
}
