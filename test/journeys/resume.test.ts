import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { ListExperimentsCommand } from "@aws-sdk/client-fis";
import type { Entry } from "../../src/journal";
import { openShop, type Shop } from "../adapters/shop";
import { built } from "../cli/built";
import { folder, json, type Running, start } from "../cli/faultline";
import { open } from "../cli/stored";
import type { ToldRun } from "./told";

/** Slow enough that a new process takes over before thirty silent seconds let the dead-man's switch stop the fault: two and a half real ones. */
const SPEED = 12;
const POINTS = 20;
const LANES = 5;
const SILENCE_MS = 30_000;

/** One sandbox with one system and one experiment; runs on it come one after the other. */
interface Lane {
  readonly shop: Shop;
  readonly manifests: string;
}

interface Outcome {
  readonly point: number;
  readonly killedAt: number;
  readonly verdict: string;
  readonly experiments: number;
  /** The longest time without an orchestrator while the fault was on. */
  readonly silentMs: number;
}

async function lane(): Promise<Lane> {
  const shop = await openShop(SPEED);
  const dir = folder({ "manifests.json": JSON.stringify({ [shop.manifest.plan.name]: shop.manifest }) });
  return { shop, manifests: join(dir, "manifests.json") };
}

const args = ({ shop, manifests }: Lane, store: string) => ({
  run: ["run", "--json", "--manifests", manifests, "--store", store, "--endpoint-url", shop.box.url],
  resume: ["resume", "--store", store, "--endpoint-url", shop.box.url],
});

/** Kills the process with SIGKILL as soon as its journal has so many entries; resolves with their number then, and undefined when it ended before. */
async function killAt(running: Running, store: string, seq: number): Promise<number | undefined> {
  const journal = await open(store);
  let isOver = false;
  void running.ended.then(() => {
    isOver = true;
  });
  try {
    while (!isOver) {
      const [run] = await journal.list({ limit: 1 });
      const last = run && (await journal.read(run.runId, seq - 1)).at(-1);
      if (last) {
        process.kill(running.pid, "SIGKILL");
        await running.ended;
        return last.seq;
      }
      await sleep(10);
    }
    return undefined;
  } finally {
    await journal.close();
  }
}

/** How many experiments FIS has started for a run, by the tag that every start carries. */
async function experimentsOf({ shop }: Lane, runId: string): Promise<number> {
  const { experiments = [] } = await shop.clients.fis.send(new ListExperimentsCommand({ maxResults: 100 }));
  return experiments.filter(({ tags }) => tags?.["faultline:run"] === runId).length;
}

async function killedAndResumed(where: Lane, point: number): Promise<Outcome> {
  const store = folder();
  const { run, resume } = args(where, store);
  const killedAt = await killAt(start(run), store, point);
  if (killedAt === undefined) throw new Error(`the run was over before it had ${point} entries`);
  const { told } = await json<ToldRun>(resume);
  const journal = await open(store);
  const entries = await journal.read(told.runId);
  await journal.close();
  const experiments = await experimentsOf(where, told.runId);
  return { point, killedAt, verdict: told.verdict, experiments, silentMs: silence(entries) };
}

/** From the last thing that the killed process did to the first of the next, when FIS had accepted a start before. */
function silence(entries: readonly Entry[]): number {
  const adopted = entries.find(({ event }) => event.type === "adopted");
  if (!adopted || !entries.some(({ seq, event }) => seq < adopted.seq && event.type === "start-requested")) return 0;
  return adopted.at - (entries[adopted.seq - 2]?.at ?? adopted.at);
}

test("killed with SIGKILL at 20 points of its journal and resumed: one FIS experiment each, the verdict of the uninterrupted run", async () => {
  built();
  const lanes = await Promise.all(Array.from({ length: LANES }, lane));
  try {
    const [first] = lanes;
    if (!first) throw new Error("no lane");
    const store = folder();
    const whole = await json<ToldRun>(args(first, store).run.filter((word) => word !== "--json"));
    expect(whole.told).toMatchObject({ verdict: "passed", exitCode: 0 });
    expect(await experimentsOf(first, whole.told.runId)).toBe(1);

    const journal = await open(store);
    // The last entries come in one burst; a point among them would mostly find the run over.
    const length = (await journal.read(whole.told.runId)).findIndex(({ event }) => event.type === "restoration-checked");
    await journal.close();
    const points = Array.from({ length: POINTS }, (_, index) => 1 + Math.round((index * (length - 1)) / (POINTS - 1)));
    const outcomes = await Promise.all(
      lanes.map(async (where, index) => {
        const out: Outcome[] = [];
        for (const point of points.filter((_, at) => at % LANES === index)) out.push(await killedAndResumed(where, point));
        return out;
      }),
    );
    const all = outcomes.flat().sort((a, b) => a.point - b.point);
    expect(all).toHaveLength(POINTS);
    expect(all.filter(({ experiments }) => experiments !== 1)).toEqual([]);
    // On a machine so busy that nobody took over in time, the dead-man's switch has rightly stopped the fault.
    const inTime = all.filter(({ silentMs }) => silentMs < SILENCE_MS);
    expect(inTime.filter(({ verdict }) => verdict !== "passed")).toEqual([]);
    expect(inTime.length).toBeGreaterThanOrEqual(POINTS / 2);
  } finally {
    for (const { shop } of lanes) await shop.close();
  }
}, 300_000);
