import { readdirSync } from "node:fs";
import { join } from "node:path";
import { isLoose } from "../../src/experiment";
import { read } from "../house/files";
import { tableOf } from "../house/markdown";
import { ROOT } from "../house/typescript";
import { faultsIn, notSimulatedIn, planOf } from "./plans";
import { samples } from "./samples";

const folders = readdirSync(join(ROOT, "templates"), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);
const list = tableOf(read("templates/README.md"), ["scenario", "what breaks", "faults", "what it needs", "rehearsal"]);
const code = (words: readonly string[]) => words.map((word) => `\`${word}\``).join(", ");

test("there are options for every folder, and for no other", () => {
  expect(Object.keys(samples).sort()).toEqual([...folders].sort());
});

test("the list has every scenario once", () => {
  expect(list.map(([link = ""]) => /\((.+)\/README\.md\)/.exec(link)?.[1]).sort()).toEqual([...folders].sort());
});

describe.each(Object.entries(samples))("%s", (name, scenario) => {
  const plan = planOf(scenario());
  const missing = notSimulatedIn(plan);
  const [, breaks = "", faults, needs = "", rehearsal] = list.find(([link]) => link?.includes(`(${name}/README.md)`)) ?? [];

  test("lets no change loose, and leaves nothing open", () => {
    expect(plan.permissions.filter(isLoose)).toEqual([]);
    expect(JSON.stringify(plan.permissions)).not.toMatch(/\{[a-z-]+(:[\w.]+)?\}/);
  });

  test("has evidence for every fault: the state of its targets, or a metric", () => {
    const injecting = plan.actions.filter((action) => action.injectsFault);
    expect(injecting.length).toBeGreaterThan(0);
    const covered = plan.effects.flatMap((effect) => effect.of);
    const blind = injecting.filter((action) => action.visibleIn === "metric" && !covered.includes(action.name));
    expect(blind.map((action) => action.name)).toEqual([]);
  });

  test("warns of no faults that stand in each other's way", () => {
    expect(plan.warnings?.filter(({ code }) => code === "collision") ?? []).toEqual([]);
  });

  test("its page says what the sandbox does not simulate", () => {
    const [, said] = /^Rehearsal: (.+)$/m.exec(read(`templates/${name}/README.md`)) ?? [];
    if (missing.length === 0) expect(said).toBe("the sandbox simulates all of it.");
    else expect(said).toContain(`the sandbox does not simulate ${code(missing)}:`);
  });

  test("its row in the list says what it does and whether it can be rehearsed", () => {
    expect(breaks).not.toBe("");
    expect(needs).not.toBe("");
    expect(faults).toBe(code(faultsIn(plan)));
    expect(rehearsal).toBe(missing.length === 0 ? "yes" : missing.length < faultsIn(plan).length ? "in part" : "order of steps only");
  });
});
