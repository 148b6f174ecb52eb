import type { Context } from "./context";
import { type Effect, keyOf } from "./effects";
import { PATIENCE } from "./patience";
import { perform } from "./perform";

interface Going {
  readonly stop: AbortController;
  done: Promise<void>;
}

/** Keeps exactly the wanted effects going: begins what is new, ends what is no longer wanted. */
export class Work {
  private readonly going = new Map<string, Going>();
  private isClosed = false;

  constructor(
    private readonly context: Context,
    private readonly failed: (thrown: unknown) => void,
  ) {}

  /** To be called after every entry. */
  reconcile(): void {
    if (this.isClosed) return;
    const wanted = new Map(this.context.session.effects.map((effect) => [keyOf(effect), effect]));
    for (const [key, { stop }] of this.going) if (!wanted.has(key)) stop.abort();
    for (const [key, effect] of wanted) {
      const before = this.going.get(key);
      if (!before || before.stop.signal.aborted) this.begin(key, effect);
    }
  }

  /** Ends everything and waits until it has ended. */
  async close(): Promise<void> {
    this.isClosed = true;
    for (const { stop } of this.going.values()) stop.abort();
    await Promise.all([...this.going.values()].map(({ done }) => done));
  }

  private begin(key: string, effect: Effect): void {
    const stop = new AbortController();
    const going: Going = { stop, done: Promise.resolve() };
    this.going.set(key, going);
    going.done = this.go(key, effect, going);
  }

  private async go(key: string, effect: Effect, going: Going): Promise<void> {
    try {
      await perform(this.context, effect, going.stop.signal);
      // What ended and is still wanted is begun again, but not in a tight circle.
      const isStillWanted = !going.stop.signal.aborted && this.context.session.effects.some((other) => keyOf(other) === key);
      if (isStillWanted && !this.isClosed) await this.context.clock.sleep(PATIENCE.tick, going.stop.signal);
    } catch (thrown) {
      this.failed(thrown);
    } finally {
      if (this.going.get(key) === going) this.going.delete(key);
      if (!this.isClosed) this.reconcile();
    }
  }
}
