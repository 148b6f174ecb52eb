// Runs of the real conductor in a scripted world on virtual time, one for each way that a run of the fleet can go. What they take (time, calls,
// verdict) is what each such run of the fleet is taken to take.
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
require("tsx/cjs/api").register();
const { stage } = require("../../test/run/stage.ts");
const { Mortal } = require("../../test/run/mortal.ts");
const { conduct, resume } = require("../../src/run/index.ts");

/** How a run is disturbed, and the verdicts that it may end with then. */
const KINDS = {
  clean: { may: ["passed"], disturb: () => undefined },
  breached: {
    may: ["aborted"],
    disturb: (world) => {
      world.value = (metric, at) => (metric === "Errors" && world.isBroken(at) ? 60 : world.usual(metric, at));
    },
  },
  throttled: {
    may: ["passed"],
    disturb: (world) => {
      world.disturb = (call, count) => {
        if (["start", "observe", "states", "read"].includes(call) && count <= 2)
          throw Object.assign(new Error("Rate exceeded"), { name: "ThrottlingException", $retryable: { throttling: true } });
      };
    },
  },
  refused: {
    may: ["blocked"],
    disturb: (world) => {
      world.alarmOf = () => "ALARM";
    },
  },
  crashed: {
    may: ["passed"],
    disturb: () => undefined,
    deaths: [
      ...Array.from({ length: 16 }, (_, nth) => ({ at: "append", nth: nth + 2, when: nth % 2 === 0 ? "before" : "after" })),
      ...[5, 30, 60, 120, 200].map((nth) => ({ at: "call", nth, when: "after" })),
    ],
  },
};

async function conductOne(kind, death) {
  const s = stage();
  const counts = {};
  const count = (name, by = 1) => {
    counts[name] = (counts[name] ?? 0) + by;
  };
  const store = { ...s.store };
  for (const name of ["append", "lease", "leaseOf", "release", "read"])
    store[name] = (...args) => {
      count(name === "read" ? "storeRead" : name);
      return s.store[name](...args);
    };
  KINDS[kind].disturb(s.world);
  const portsOfWorld = s.world.ports.bind(s.world);
  s.world.ports = () => {
    const ports = portsOfWorld();
    const read = (metrics, ...rest) => {
      count("metrics read", metrics.length);
      return ports.metrics.read(metrics, ...rest);
    };
    return { ...ports, metrics: { read } };
  };
  const began = s.time.now();
  let result;
  if (death === undefined) result = await s.time.until(conduct({ ...s.options(), store }));
  else {
    const mortal = new Mortal(death);
    const first = conduct({ ...s.options(), ports: mortal.ports(s.world.ports()), store: mortal.store(store) });
    await s.time.until(Promise.race([first, mortal.died]));
    if (!mortal.isDead) throw new Error(`the conductor ended before it could be killed at ${JSON.stringify(death)}`);
    // The durable engine invokes the function again.
    await s.time.pass(20_000);
    result = await s.time.until(resume({ ...s.options({ host: { name: "sim", holder: "sim/2" } }), store }));
  }
  for (const { call } of s.world.calls) count(call);
  return {
    verdict: result.verdict,
    durationMs: s.time.now() - began,
    experiments: s.world.experiments.length,
    counts,
    actionMs: actionMs(s.world),
  };
}

/** How long the fault acted, as FIS charges it. */
function actionMs(world) {
  const [experiment] = world.experiments;
  if (!experiment || experiment.cancelled) return 0;
  return experiment.stopAt === null ? world.lasts : Math.max(0, experiment.stopAt - experiment.startedAt);
}

/** What each kind of run takes, and every way in which one was not as it must be. */
export async function conducted() {
  const kinds = {};
  const broken = [];
  let runs = 0;
  for (const [kind, { may, deaths = [undefined] }] of Object.entries(KINDS)) {
    const found = [];
    for (const death of deaths) found.push(await conductOne(kind, death));
    runs += found.length;
    for (const { verdict, experiments } of found) {
      if (!may.includes(verdict)) broken.push(`a ${kind} run ended ${verdict}, not ${may.join(" or ")}`);
      if (experiments !== (kind === "refused" ? 0 : 1)) broken.push(`a ${kind} run made ${experiments} experiments`);
    }
    // The longest of its kind stands for all.
    kinds[kind] = found.sort((a, b) => b.durationMs - a.durationMs)[0];
  }
  return { kinds, broken, runs };
}
