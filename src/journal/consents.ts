/** A request for somebody's consent to one run. Times are milliseconds since 1970 on the run's clock. */
export interface Consent {
  readonly runId: string;
  readonly experiment: string;
  /** Of the plan that is to be run: consent is given to this and nothing else. */
  readonly planHash: string;
  /** Who asked for the run, and why. */
  readonly requestedBy: string;
  readonly reason: string | null;
  /** One of these must answer. */
  readonly by: readonly string[];
  readonly askedAt: number;
  readonly until: number;
  /** Of the durable execution that waits. */
  readonly callbackId: string;
}

/** What somebody said to it. */
export interface ConsentAnswer {
  readonly answer: "approved" | "refused";
  readonly by: string;
  readonly at: number;
  readonly note: string | null;
}

/** Where requests for consent are kept, and answered once. */
export interface Consents {
  /** Writes a request down. The same request again changes nothing. */
  ask(consent: Consent): Promise<void>;
  /** The request for this run and the answer to it; `undefined` when nobody asked. */
  find(runId: string): Promise<{ readonly consent: Consent; readonly answer: ConsentAnswer | null } | undefined>;
  /** Records the first answer. Gives the answer that counts: another one when somebody was faster; `undefined` when nobody asked. */
  answer(runId: string, answer: ConsentAnswer): Promise<ConsentAnswer | undefined>;
}

/** Forgets all when the process ends. */
export function memoryConsents(): Consents {
  const known = new Map<string, { readonly consent: Consent; answer: ConsentAnswer | null }>();
  return {
    async ask(consent) {
      if (!known.has(consent.runId)) known.set(consent.runId, { consent, answer: null });
    },
    async find(runId) {
      const found = known.get(runId);
      return found && { ...found };
    },
    async answer(runId, answer) {
      const found = known.get(runId);
      if (!found) return undefined;
      found.answer ??= answer;
      return found.answer;
    },
  };
}
