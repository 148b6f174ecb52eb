import { admit } from "../../src/lambda/admit";
import { conclude } from "../../src/lambda/end";
import { NOT_BEGUN, nextSlice, type RunParts, type Watched, watchSlice } from "../../src/lambda/slice";
import { Mortal } from "../run/mortal";
import { quick, RUN } from "./stage";

const lambda = { getRemainingTimeInMillis: () => 900_000 };

test.each([
  ["is throttled for ten minutes", 600_000],
  ["is throttled for a day", 86_400_000],
])("a function that dies in the middle of the fault and then %s: that the dead-man's switch stopped the fault meanwhile is told, and the run never passes", async (_, gapMs) => {
  const d = quick();
  d.world.lasts = 300_000;
  const admitted = await admit(d.bag, "stop-one");
  if (!admitted.ok) throw new Error(admitted.message);
  const base: RunParts = { bag: d.bag, runId: RUN, experiment: "stop-one", by: "test", admitted, consent: null, holder: "arn:execution" };
  // Dies at the first look at a running experiment.
  let nth = 1;
  for (; nth < 400; nth += 10) {
    const probe = quick();
    probe.world.lasts = 300_000;
    const mortal = new Mortal({ at: "call", nth, when: "after" });
    const bag = { ...probe.bag, ports: async () => ({ ports: mortal.ports(probe.world.ports()), platform: "aws" as const }) };
    const slice = watchSlice({ ...base, bag }, NOT_BEGUN, lambda);
    await probe.time.until(Promise.race([slice, mortal.died.then(() => undefined)]));
    if (probe.world.experiment && probe.world.status(probe.world.experiment) === "running") break;
  }
  const mortal = new Mortal({ at: "call", nth, when: "after" });
  const bag = {
    ...d.bag,
    store: async () => mortal.store(d.store),
    ports: async () => ({ ports: mortal.ports(d.world.ports()), platform: "aws" as const }),
  };
  await d.time.until(Promise.race([watchSlice({ ...base, bag }, NOT_BEGUN, lambda), mortal.died.then(() => undefined)]));
  expect(d.world.experiments.map((experiment) => d.world.status(experiment))).toEqual(["running"]);

  // Its alarm is a stop condition of the template.
  await d.time.pass(60_000);
  d.world.stopByCondition();
  await d.time.pass(gapMs);
  expect(d.world.experiments.map((experiment) => d.world.status(experiment))).toEqual(["stopped"]);

  let watched: Watched = NOT_BEGUN;
  for (let attempt = 1; watched.kind !== "over" && nextSlice(watched, attempt).shouldContinue; attempt++) {
    watched = await d.time.until(watchSlice(base, watched, lambda));
    await d.time.pass(1_000);
  }
  const told = await conclude(d.bag, RUN, admitted.place, "test");
  expect(told.verdict).not.toBe("passed");
  expect(JSON.stringify(told.reasons)).toMatch(/heartbeat|stop condition|stop-condition/i);
  expect(d.world.experiments).toHaveLength(1);
});
