import type { ExperimentSettings, Manifest } from "../experiment";
import { BUCKET } from "../journal";
import type { Bag, Place } from "./bag";

/** What of an experiment a run must know before it begins; small, because it is kept in the durable execution. */
export interface Admitted {
  readonly ok: true;
  readonly planHash: string;
  readonly hypothesis: string;
  readonly place: Place;
  readonly settings: ExperimentSettings;
}

/** Why there can be no run. Nothing was touched. */
export interface NotAdmitted {
  readonly ok: false;
  readonly code: string;
  readonly message: string;
}

/** Reads what was deployed of an experiment. What is not there, or is not what this version reads, is refused by name. */
export async function admit(bag: Bag, experiment: string): Promise<Admitted | NotAdmitted> {
  const [manifest, settings] = await Promise.all([
    readDocument<Manifest>(bag, BUCKET.manifest(experiment), "Manifest"),
    readDocument<ExperimentSettings>(bag, BUCKET.settings(experiment), "settings"),
  ]);
  if (!manifest.ok) return manifest;
  if (!settings.ok) return settings;
  const { plan, accountId, region, roleArn } = manifest.document;
  return {
    ok: true,
    planHash: plan.hash,
    hypothesis: plan.hypothesis,
    place: { accountId, region, roleArn },
    settings: settings.document,
  };
}

/** The Manifest of an experiment that was admitted: read again at the start, because templates are replaced. */
export async function manifestNow(bag: Bag, experiment: string): Promise<Manifest> {
  const found = await readDocument<Manifest>(bag, BUCKET.manifest(experiment), "Manifest");
  if (!found.ok) throw new Error(found.message);
  return found.document;
}

type Read<T> = { readonly ok: true; readonly document: T } | NotAdmitted;

async function readDocument<T extends { readonly version: 1 }>(bag: Bag, key: string, what: string): Promise<Read<T>> {
  const text = await bag.read(key);
  const refuse = (code: string, message: string): NotAdmitted => ({ ok: false, code, message });
  if (text === undefined)
    return refuse(
      "not-deployed",
      `${bag.linkTo(key)} is not there: the experiment is not one of this Orchestrator's. Add it and run pulumi up.`,
    );
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return refuse("unreadable", `${bag.linkTo(key)} is not JSON: run pulumi up, which writes it again.`);
  }
  const version = (value as { readonly version?: unknown } | null)?.version;
  if (version !== 1)
    return refuse(
      `${what.toLowerCase()}-version`,
      `${bag.linkTo(key)} is a ${what} of version ${String(version)}, and this function reads version 1: run pulumi up with one version of Faultline for both.`,
    );
  return { ok: true, document: value as T };
}
