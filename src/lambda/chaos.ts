import { BUCKET } from "../journal";
import { type ChaosDocument, checkSettings } from "../schedule";
import { formatProblem } from "../words";
import type { NotAdmitted } from "./admit";
import type { Bag } from "./bag";

export type ChaosDocumentRead = { readonly ok: true; readonly document: ChaosDocument } | NotAdmitted;

/** The settings of randomised chaos as they are now in the bucket. What is not there, or is not what this version reads, is refused by name. */
export async function readChaos(bag: Pick<Bag, "read" | "linkTo">): Promise<ChaosDocumentRead> {
  const link = bag.linkTo(BUCKET.chaos);
  const refuse = (code: string, message: string): NotAdmitted => ({ ok: false, code, message });
  const text = await bag.read(BUCKET.chaos);
  if (text === undefined) return refuse("no-chaos", `${link} is not there: this Orchestrator has no settings of randomised chaos.`);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return refuse("unreadable", `${link} is not JSON: run pulumi up, which writes it again.`);
  }
  const { version, settings, deployment } = (value ?? {}) as Partial<ChaosDocument>;
  if (version !== 1 || typeof deployment !== "object")
    return refuse("chaos-version", `${link} is of version ${String(version)}, and this function reads version 1: run pulumi up.`);
  const { problems } = checkSettings(settings);
  if (problems.length > 0) return refuse("bad-settings", `${link} has problems:\n${problems.map(formatProblem).join("\n")}`);
  return { ok: true, document: value as ChaosDocument };
}
