/** How long things take in Run Command, in sandbox milliseconds. */
export const SSM_TIMINGS = {
  /** From SendCommand until the agent runs the document. */
  deliveryMs: 1_000,
  /** How long a document without DurationSeconds runs. */
  scriptMs: 1_000,
  /** How long a command that ran before a restart of the sandbox waits for its instance. */
  recoveryMs: 120_000,
} as const;
