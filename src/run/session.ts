import { type Entry, isJournalConflict, type JournalStore, type RunEvent, type Sample, type SeriesBook, type SeriesKey } from "../journal";
import { effectsOf, stateOf } from "./machine";
import type { RunState } from "./state";
import { take } from "./state";

/**
 * One run's journal as its conductor sees it: every event goes through here, one after the other, and is durable when `record` resolves.
 * Entries that another process wrote (a stop) are taken in on the way.
 */
export class Session {
  private readonly known: Entry[];
  private readonly book = new Map<SeriesKey, Map<number, Sample>>();
  private current: RunState;
  private queue: Promise<unknown> = Promise.resolve();

  constructor(
    readonly runId: string,
    private readonly store: JournalStore,
    private readonly now: () => number,
    entries: readonly Entry[],
    private readonly onEntry: (entry: Entry, isForeign: boolean) => void,
  ) {
    this.known = [...entries];
    this.current = stateOf(entries);
    for (const entry of entries) this.keepSamples(entry);
  }

  get entries(): readonly Entry[] {
    return this.known;
  }

  get state(): RunState {
    return this.current;
  }

  get effects() {
    return effectsOf(this.current);
  }

  /** All samples recorded so far. */
  get series(): SeriesBook {
    return new Map([...this.book].map(([key, samples]) => [key, [...samples.values()].sort((a, b) => a.at - b.at)]));
  }

  sampleAt(key: SeriesKey, at: number): Sample | undefined {
    return this.book.get(key)?.get(at);
  }

  /**
   * Appends an event durably. With `onlyIf`, it is asked in the state that all earlier events led to, and nothing is written when it says
   * no; so an event that was overtaken is dropped.
   */
  record(event: RunEvent, onlyIf: (state: RunState) => boolean = () => true): Promise<Entry | undefined> {
    return this.inTurn(async () => {
      for (;;) {
        if (!onlyIf(this.current)) return undefined;
        try {
          const entry = await this.store.append(this.runId, this.current.seq + 1, this.now(), event);
          this.accept(entry, false);
          return entry;
        } catch (thrown) {
          if (!isJournalConflict(thrown)) throw thrown;
          await this.pull();
        }
      }
    });
  }

  /** Takes in what other processes have appended. */
  refresh(): Promise<void> {
    return this.inTurn(() => this.pull());
  }

  private async pull(): Promise<void> {
    for (const entry of await this.store.read(this.runId, this.current.seq)) this.accept(entry, true);
  }

  private accept(entry: Entry, isForeign: boolean): void {
    this.known.push(entry);
    this.keepSamples(entry);
    this.current = take(this.current, entry);
    this.onEntry(entry, isForeign);
  }

  private keepSamples({ event }: Entry): void {
    if (event.type !== "sampled") return;
    for (const [key, samples] of Object.entries(event.series) as [SeriesKey, readonly Sample[] | undefined][]) {
      const series = this.book.get(key) ?? new Map<number, Sample>();
      this.book.set(key, series);
      for (const sample of samples ?? []) if (sample.value !== null || !series.has(sample.at)) series.set(sample.at, sample);
    }
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.queue.then(work);
    this.queue = result.catch(() => undefined);
    return result;
  }
}
