import type { Plan } from "../../src/experiment";
import { type Entry, type JournalStore, memoryStore } from "../../src/journal";
import { type ConductOptions, conduct, type NewRun, type RunResult, resume } from "../../src/run";
import { manifestOf } from "./manifest";
import { VirtualTime } from "./virtual-time";
import { World } from "./world";

/** A world, a journal and a conductor, ready to run. */
export interface Stage {
  readonly time: VirtualTime;
  readonly world: World;
  readonly store: JournalStore;
  entries(): Promise<readonly Entry[]>;
  options(change?: Partial<ConductOptions>): ConductOptions & NewRun;
  run(change?: Partial<ConductOptions>): Promise<RunResult>;
  resume(change?: Partial<ConductOptions>): Promise<RunResult>;
}

export const RUN = "run-1";

export function stage(change: Partial<Plan> = {}, { speed = 1 } = {}): Stage {
  const time = new VirtualTime(undefined, speed);
  const world = new World(time, manifestOf(change));
  const store = memoryStore(() => time.now() / speed);
  const options = (more: Partial<ConductOptions> = {}): ConductOptions & NewRun => ({
    runId: RUN,
    manifest: world.manifest,
    platform: "sandbox",
    version: "test",
    ports: world.ports(),
    store,
    host: { name: "test", holder: "test/1" },
    by: "alice@test",
    ...more,
  });
  return {
    time,
    world,
    store,
    entries: () => store.read(RUN),
    options,
    run: (more) => time.until(conduct(options(more))),
    resume: (more) => time.until(resume(options(more))),
  };
}

export function typesOf(entries: readonly Entry[]): readonly string[] {
  return entries.map((entry) => (entry.event.type === "phase-entered" ? `phase ${entry.event.phase}` : entry.event.type));
}
