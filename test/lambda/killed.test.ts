import { flawIn } from "../../src/journal";
import { admit } from "../../src/lambda/admit";
import { NOT_BEGUN, type RunParts, type Watched, watchSlice } from "../../src/lambda/slice";
import { Mortal } from "../run/mortal";
import { type Deployed, quick, RUN } from "./stage";

describe("an invocation that ends without a word (SIGKILL, a time-out)", () => {
  async function parts(): Promise<{ readonly d: Deployed; readonly base: RunParts }> {
    const d = quick();
    const admitted = await admit(d.bag, "stop-one");
    if (!admitted.ok) throw new Error(admitted.message);
    return { d, base: { bag: d.bag, runId: RUN, experiment: "stop-one", by: "test", admitted, consent: null, holder: "arn:execution" } };
  }
  const lambda = { getRemainingTimeInMillis: () => 900_000 };

  async function killedAt(at: "append" | "call", nth: number, when: "before" | "after") {
    const { d, base } = await parts();
    const mortal = new Mortal({ at, nth, when });
    const bag = {
      ...base.bag,
      store: async () => mortal.store(d.store),
      ports: async () => ({ ports: mortal.ports(d.world.ports()), platform: "aws" as const }),
    };
    const first = watchSlice({ ...base, bag }, NOT_BEGUN, lambda);
    const end = await d.time.until(Promise.race([first, mortal.died.then(() => undefined)]));
    let watched: Watched = end ?? NOT_BEGUN;
    // The durable engine invokes again in a second, with what was kept of the slice before.
    while (watched.kind !== "over") {
      await d.time.pass(1_000);
      watched = await d.time.until(watchSlice(base, watched, lambda));
      expect(watched).not.toMatchObject({ kind: "held" });
    }
    return { d, entries: await d.entries(), wasKilled: mortal.isDead };
  }

  test("anywhere: the next one takes over at once; one experiment, one token, the same verdict", async () => {
    let deaths = 0;
    for (const at of ["append", "call"] as const)
      for (const when of ["before", "after"] as const)
        for (let nth = 1; nth < 400; nth += at === "append" ? 5 : 31) {
          const { d, entries, wasKilled } = await killedAt(at, nth, when);
          if (!wasKilled) break;
          deaths++;
          const judged = entries.findLast(({ event }) => event.type === "judged")?.event;
          const tokens = new Set(d.world.calls.filter(({ call }) => call === "start").map(({ token }) => token));
          expect({
            at,
            nth,
            when,
            verdict: judged?.type === "judged" ? judged.verdict.kind : null,
            experiments: d.world.experiments.length,
            tokens: tokens.size,
            flaw: flawIn(entries),
          }).toEqual({ at, nth, when, verdict: "passed", experiments: 1, tokens: 1, flaw: undefined });
        }
    expect(deaths).toBeGreaterThan(15);
  }, 180_000);
});
