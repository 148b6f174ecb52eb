import type { JournalStore } from "../../src/journal";
import type { RunClock, RunPorts } from "../../src/run";

/** Where a process is killed: just before or just after its n-th append, or its n-th call of a port. */
export interface Death {
  readonly at: "append" | "call";
  readonly nth: number;
  readonly when: "before" | "after";
}

const never = <T>() => new Promise<T>(() => undefined);

/**
 * The outside world as one process sees it. When it dies, nothing of it moves any more: no answer reaches it and no timer wakes it, exactly as
 * after SIGKILL. What it had asked for before still happens.
 */
export class Mortal {
  isDead = false;
  appends = 0;
  calls = 0;
  readonly died: Promise<void>;
  private announce: () => void = () => undefined;

  constructor(private readonly death: Death | undefined) {
    this.died = new Promise((resolve) => {
      this.announce = resolve;
    });
  }

  store(store: JournalStore): JournalStore {
    return {
      ...store,
      append: (...args) => this.step("append", ++this.appends, () => store.append(...args)),
      read: (...args) => this.live(() => store.read(...args)),
      lease: (...args) => this.live(() => store.lease(...args)),
      leaseOf: (...args) => this.live(() => store.leaseOf(...args)),
      release: (...args) => this.live(() => store.release(...args)),
    };
  }

  ports(ports: RunPorts): RunPorts {
    const clock: RunClock = {
      speed: ports.clock.speed,
      now: () => ports.clock.now(),
      sleep: (ms, signal) => (this.isDead ? never() : ports.clock.sleep(ms, signal).then(() => (this.isDead ? never<void>() : undefined))),
    };
    return {
      clock,
      injector: this.wrap(ports.injector),
      metrics: this.wrap(ports.metrics),
      alarms: this.wrap(ports.alarms),
      targets: this.wrap(ports.targets),
      roles: this.wrap(ports.roles),
    };
  }

  private wrap<T extends object>(port: T): T {
    const wrapped = Object.entries(port).map(([name, method]) => [
      name,
      (...args: unknown[]) => this.step("call", ++this.calls, () => (method as (...args: unknown[]) => Promise<unknown>)(...args)),
    ]);
    return Object.fromEntries(wrapped) as T;
  }

  private async step<T>(at: Death["at"], nth: number, work: () => Promise<T>): Promise<T> {
    if (this.isDead) return never();
    const isNow = this.death?.at === at && this.death.nth === nth;
    if (isNow && this.death?.when === "before") return this.die();
    const answer = await work();
    if (isNow) return this.die();
    return this.isDead ? never() : answer;
  }

  private async live<T>(work: () => Promise<T>): Promise<T> {
    if (this.isDead) return never();
    const answer = await work();
    return this.isDead ? never() : answer;
  }

  private die<T>(): Promise<T> {
    this.isDead = true;
    this.announce();
    return never();
  }
}
