import { roleRequests } from "../../experiment";
import { fillLocality, parseArn } from "../../words";
import { type Check, ok, refused } from "./check";

/** What is told of; the facts have them all. */
const MOST_TOLD = 5;

/**
 * The experiment role may do now what its faults and its log need: not as it was made, but as IAM decides with all its policies, its boundary
 * and its organization. A fault whose permission is missing would fail half way, after others have begun.
 */
export const rolePermissions: Check = {
  name: "role-permissions",
  patienceMs: 0,
  look: async ({ context: { plan, manifest, ports }, signal }) => {
    const { roleArn, region, accountId } = manifest;
    const place = { partition: parseArn(roleArn)?.partition ?? "aws", region, accountId };
    const { actions, targets } = fillLocality({ actions: plan.actions, targets: plan.targets }, place);
    const requests = roleRequests({ actions, targets }, place);
    const denied = await ports.roles.denied(roleArn, requests, { signal });
    if (denied.length === 0) return ok(`the role may make the ${requests.length} requests that its faults and its log need`, { roleArn });
    const names = [...new Set(denied.map(({ action, resource }) => `${action} on ${resource}`))];
    const more = names.length > MOST_TOLD ? `, and ${names.length - MOST_TOLD} more` : "";
    return refused(
      `role ${roleArn} may not ${names.slice(0, MOST_TOLD).join(", ")}${more}: run pulumi up; if it stays, look for a boundary or a service control policy`,
      { roleArn, denied: names },
    );
  },
};
