import { type DurableExecutionInvocationOutput, withDurableExecution } from "@aws/durable-execution-sdk-js";
import { flawIn } from "../../src/journal";
import type { Bag } from "../../src/lambda/bag";
import { orchestrate } from "../../src/lambda/orchestrate";
import { Mortal } from "../run/mortal";
import { type Cut, DurableEngine, execute } from "./durable-engine";
import { type Deployed, quick, REQUEST, RUN } from "./stage";

const never = <T>() => new Promise<T>(() => undefined);
const LAMBDA = { getRemainingTimeInMillis: () => 900_000, awsRequestId: "one" } as unknown as Parameters<
  ReturnType<typeof withDurableExecution>
>[1];

/** Where a deed of the function is cut: a process is killed just before or just after it, and its record is not written. */
interface Deed {
  readonly deed: "write" | "publish" | "lease" | "release" | "read";
  readonly nth: number;
  readonly when: "before" | "after";
}

/** The outside as one invocation sees it: after its end nothing of it moves any more. */
function mortalBag(d: Deployed, mortal: Mortal, deaths: { readonly deed?: Deed; readonly seen: Map<string, number>; die(): void }): Bag {
  const gate =
    <A extends unknown[], T>(name: string, work: (...args: A) => Promise<T>) =>
    async (...args: A): Promise<T> => {
      if (mortal.isDead) return never();
      const nth = (deaths.seen.get(name) ?? 0) + 1;
      deaths.seen.set(name, nth);
      const isHere = deaths.deed?.deed === name && deaths.deed.nth === nth;
      if (isHere && deaths.deed?.when === "before") {
        deaths.die();
        return never();
      }
      const answer = await work(...args);
      if (isHere) deaths.die();
      return mortal.isDead ? never() : answer;
    };
  const store = mortal.store(d.store);
  return {
    ...d.bag,
    store: async () => ({ ...store, lease: gate("lease", store.lease), release: gate("release", store.release) }),
    ports: async () => ({ ports: mortal.ports(d.world.ports()), platform: "aws" }),
    read: gate("read", d.bag.read),
    write: gate("write", d.bag.write),
    publish: gate("publish", d.bag.publish),
  };
}

/** A happy run in slices of 35 seconds, cut once. */
async function run(where: { readonly cut?: Cut; readonly deed?: Deed } = {}) {
  const d = quick();
  d.bag = { ...d.bag, timeLeft: () => 95_000 };
  const engine = new DurableEngine(REQUEST);
  const seen = new Map<string, number>();
  let mortal = new Mortal(undefined);
  let isDone = false;
  let wasKilled = false;
  const executing = execute(engine, {
    ...(where.cut ? { cut: where.cut } : {}),
    onCut: () => {
      mortal.isDead = true;
    },
    invoke: (input) => {
      const mine = new Mortal(undefined);
      mortal = mine;
      return new Promise<DurableExecutionInvocationOutput | undefined>((resolve, reject) => {
        const die = () => {
          mine.isDead = true;
          wasKilled = true;
          resolve(undefined);
        };
        const bag = mortalBag(d, mine, { ...(where.deed ? { deed: where.deed } : {}), seen, die });
        withDurableExecution((event: unknown, context) => orchestrate(event, context, bag))(input, LAMBDA).then(resolve, reject);
      });
    },
  }).finally(() => {
    isDone = true;
  });
  while (!isDone) {
    await new Promise<void>((go) => void setImmediate(go));
    if (!isDone && !d.time.step()) await new Promise<void>((go) => void setTimeout(go, 2));
  }
  const executed = await executing;
  const judged = (await d.entries()).flatMap(({ event }) => (event.type === "judged" ? [event.verdict.kind] : []));
  return {
    ...executed,
    wasKilled,
    engine,
    seen,
    messages: d.messages,
    outcome: {
      status: executed.output.Status,
      verdicts: judged,
      experiments: d.world.experiments.length,
      tokens: new Set(d.world.calls.filter(({ call }) => call === "start").map(({ token }) => token)).size,
      // A process killed between SNS's answer and its record tells again, word for word, its id too: SNS delivers at least once anyway.
      messages: new Set(d.messages.map((message) => JSON.stringify(message))).size,
      reports: [...d.files.keys()].filter((key) => key.startsWith(`runs/${RUN}/`)).sort(),
      flaw: flawIn(await d.entries()),
    },
  };
}

const HAPPY = {
  status: "SUCCEEDED",
  verdicts: ["passed"],
  experiments: 1,
  tokens: 1,
  messages: 1,
  reports: [`runs/${RUN}/report.html`, `runs/${RUN}/report.json`],
  flaw: undefined,
};

test("uncut: the records are those of claim, admit, several slices, report and tell, in this order", async () => {
  const { engine, outcome, messages } = await run();
  expect(outcome).toEqual(HAPPY);
  expect(messages).toHaveLength(1);
  const ends = engine.kept.filter((record) => !record.endsWith(" START"));
  expect([...new Set(ends)]).toEqual(["claim SUCCEED", "admit SUCCEED", "watch RETRY", "watch SUCCEED", "report SUCCEED", "tell SUCCEED"]);
  expect(ends.filter((record) => record === "watch RETRY").length).toBeGreaterThanOrEqual(2);
});

test("cut after each record and begun again: same verdict, one experiment, one message, one report", async () => {
  const { kept } = (await run()).engine;
  for (let nth = 1; nth < kept.length; nth++) {
    const { outcome, wasCut, messages, invocations } = await run({ cut: { nth, when: "after" } });
    expect({ nth, wasCut, ...outcome }).toEqual({ nth, wasCut: true, ...HAPPY });
    expect(messages).toHaveLength(1);
    expect(invocations).toBeGreaterThan(1);
  }
  expect(kept.length).toBeGreaterThan(10);
}, 120_000);

test("cut before each record is kept: what was done is done again, and to the world it is done once", async () => {
  const { kept } = (await run()).engine;
  for (let nth = 1; nth <= kept.length; nth++) {
    const { outcome, wasCut, messages } = await run({ cut: { nth, when: "before" } });
    expect({ nth, wasCut, ...outcome }).toEqual({ nth, wasCut: true, ...HAPPY });
    // Nothing can tell whether SNS has it already: it is told again, with the same id.
    const isTold = kept[nth - 1] === "tell SUCCEED";
    expect({ nth, times: messages.length }).toEqual({ nth, times: isTold ? 2 : 1 });
    expect(new Set(messages.map(({ body }) => body.messageId)).size).toBe(1);
  }
}, 120_000);

test("killed just before and just after each deed outside of the slices' own: the next invocation brings the run to the same end", async () => {
  const { seen } = await run();
  let deaths = 0;
  for (const deed of ["lease", "release", "read", "write", "publish"] as const)
    for (const when of ["before", "after"] as const)
      for (let nth = 1; nth <= Math.min(seen.get(deed) ?? 0, 12); nth++) {
        const { outcome, wasKilled } = await run({ deed: { deed, nth, when } });
        expect({ deed, when, nth, wasKilled, ...outcome }).toEqual({ deed, when, nth, wasKilled: true, ...HAPPY });
        deaths++;
      }
  expect(deaths).toBeGreaterThan(15);
}, 180_000);
