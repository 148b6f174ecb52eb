/** How runs lie in DynamoDB: one table, on-demand, made by the Orchestrator and used by the store. */
export const TABLE = {
  partitionKey: "pk",
  sortKey: "sk",
  /** Epoch seconds; DynamoDB deletes an item some time after it. Readers look at it themselves. */
  ttl: "expiresAt",
  /** All attributes projected. Lists runs by time: of all experiments, or of one. */
  index: { name: "byTime", partitionKey: "listed", sortKey: "at" },
  /** Of the key attributes: `S` text. `at` is the start, in milliseconds with leading zeros, and the run's id. */
  keyTypes: { pk: "S", sk: "S", listed: "S", at: "S" },
} as const;

/** How files lie in the bucket. Names of experiments and ids of runs are safe in keys. */
export const BUCKET = {
  manifest: (experiment: string) => `manifests/${experiment}.json`,
  /** Settings of an experiment on this Orchestrator: approval, windows (what the component was given). */
  settings: (experiment: string) => `settings/${experiment}.json`,
  /** An entry that is too large for an item (400 KB). By its hash, so that two writers of the same number do not overwrite one another. */
  entry: (runId: string, seq: number, hash: string) => `runs/${runId}/entries/${String(seq).padStart(8, "0")}-${hash}.json`,
  /** Settings of randomised chaos with all that planning a day needs, as the component was given them. */
  chaos: "chaos/settings.json",
  /** The plan of one day, `YYYY-MM-DD`: written once. */
  plan: (date: string) => `plans/${date}.json`,
  /** What the last planned day leaves to the next one. */
  planState: "plans/state.json",
  report: (runId: string, file: "report.html" | "report.json") => `runs/${runId}/${file}`,
} as const;

/** Names of leases beside a run's own, which is its id. */
export const LEASE = {
  /** Of the one durable execution that a run belongs to: its holder is the execution's ARN. */
  claim: (runId: string) => `claim:${runId}`,
} as const;
