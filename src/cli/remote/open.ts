import type { Given } from "../command";
import type { Context } from "../context";
import { endpointOf } from "../ports";
import { connect, type Remote } from "./connect";

/** The Orchestrator that a command's words name. */
export async function openRemote(context: Context, given: Given): Promise<Remote> {
  const { findDeployment } = await import("./deployment.js");
  return connect(await findDeployment(context, given), endpointOf(context, given));
}
