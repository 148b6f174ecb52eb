import { compile, type Plan } from "../../src/experiment";
import { effectOf } from "../../src/sandbox/fis/actions";
import { SCOPES } from "../../src/sandbox/fis/actions/acl-entries";
import { notSimulated } from "../../src/sandbox/fis/actions/not-simulated";
import { sourcesIn } from "../../src/sandbox/plane/sources";
import { documentName, ssmEffect } from "../../src/sandbox/ssm/documents/catalogue";
import type { Scenario } from "../../templates";
import { sound } from "../experiment/definitions";

const PLACE = { partition: "aws", region: "us-east-1", accountId: "123456789012" };

/** The plan that a scenario makes in an otherwise sound experiment. */
export function planOf({ faults, effect }: Scenario): Plan {
  const compiled = compile("scenario", { ...sound(), faults, ...(effect ? { effect } : {}), maxDuration: "12h" }, PLACE);
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.problems, null, 1));
  return compiled.value;
}

type Action = Plan["actions"][number];

/** What of an action the sandbox does not do: the action's id, or the name of the document; `undefined` when it does it. */
function missing({ actionId, parameters }: Action): string | undefined {
  // Its load balancers speak HTTP alone: there is no certificate that they could present.
  if (parameters.documentArn?.endsWith(":document/faultline-tls-certificate")) return "HTTPS listeners";
  if (effectOf(actionId) === notSimulated) return actionId;
  if (actionId === "aws:ssm:send-command") {
    const { documentArn = "", documentParameters = "{}" } = parameters;
    const given = Object.entries(JSON.parse(documentParameters) as Record<string, string>).map(([key, value]) => [key, [value]]);
    return ssmEffect(documentArn, Object.fromEntries(given)) === "real" ? undefined : documentName(documentArn);
  }
  // Sandbox networks know addresses of machines, not of services.
  if (actionId === "aws:network:disrupt-connectivity" && !SCOPES.has(parameters.scope ?? "")) return `${actionId} (${parameters.scope})`;
  return actionId.startsWith("aws:eks:pod-network-") && !sourcesIn([parameters.sources ?? "ALL"]) ? actionId : undefined;
}

export function notSimulatedIn(plan: Plan): readonly string[] {
  return [...new Set(plan.actions.flatMap((action) => missing(action) ?? []))];
}

/** What a scenario does, in the words of the list of scenarios: documents of AWS by their names, everything else by action. */
export function faultsIn(plan: Plan): readonly string[] {
  const named = plan.actions
    .filter(({ injectsFault }) => injectsFault)
    .map(({ actionId, parameters }) => (actionId === "aws:ssm:send-command" ? documentName(parameters.documentArn ?? "") : actionId));
  return [...new Set(named)];
}
