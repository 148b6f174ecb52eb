/**
 * Something that the door demands of a run before anything is touched: asked like a check, and written down like one; asked once more right before the
 * start, because a baseline takes minutes.
 */
export interface Demand {
  /** As in the journal: `approval`. */
  readonly name: string;
  /** Must be quick: it is not waited for. What it throws counts as not knowing. `now` is the run's. */
  readonly look: (
    now: number,
  ) => Promise<{ readonly answer: "ok" | "refused"; readonly message: string; readonly facts?: Readonly<Record<string, unknown>> }>;
}
