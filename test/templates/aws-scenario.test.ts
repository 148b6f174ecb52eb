import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { compile } from "../../src/experiment";
import { azPowerInterruption } from "../../templates";
import { sound } from "../experiment/definitions";

/** AWS's own scenario as others deploy it; kept outside of this repository. */
const FILE = join(__dirname, "..", "..", "..", "shared", "cases", "fis-templates", "chaosaws__scenario-az-power-interruption.json");

interface Template {
  readonly targets: Readonly<
    Record<
      string,
      {
        readonly resourceType: string;
        readonly resourceTags: object;
        readonly selectionMode: string;
        readonly filters?: object;
        readonly parameters?: object;
      }
    >
  >;
  readonly actions: Readonly<
    Record<string, { readonly actionId: string; readonly parameters: object; readonly targets: Readonly<Record<string, string>> }>
  >;
}

/** What AWS's scenario has that ours has not: its page says so. */
const notYet = ["aws:ebs:pause-volume-io", "aws:elasticache:interrupt-cluster-az-power"];

(existsSync(FILE) ? test : test.skip)("the scenario does what AWS's own does, in the parts that it has", () => {
  const theirs: Template = JSON.parse(readFileSync(FILE, "utf8"));
  const { faults: _, ...rest } = sound();
  const scenario = azPowerInterruption({ zone: "us-east-1a", parts: ["instances", "autoScalingGroups", "subnets", "databases"] });
  const compiled = compile("zone", { ...rest, ...scenario, maxDuration: "1h" });
  if (!compiled.ok) throw new Error("refused");
  const ours = compiled.value.actions.map(({ actionId, parameters, targets }) => {
    const target = compiled.value.targets.find(({ name }) => name === Object.values(targets)[0]);
    // AWS says the default aloud.
    const said = actionId.includes("insufficient") ? { percentage: "100", ...parameters } : parameters;
    return {
      actionId,
      parameters: said,
      key: Object.keys(targets)[0],
      tags: target?.tags,
      filters: target?.filters,
      where: target?.parameters,
      select: target?.selectionMode,
    };
  });
  const expected = Object.values(theirs.actions)
    .filter(({ actionId }) => !notYet.includes(actionId))
    .map(({ actionId, parameters, targets }) => {
      const target = theirs.targets[Object.values(targets)[0] ?? ""];
      // Ours fails a database over wherever its writer stands: its page says so.
      const where = actionId === "aws:rds:failover-db-cluster" ? {} : (target?.parameters ?? {});
      return {
        actionId,
        parameters,
        key: Object.keys(targets)[0],
        tags: target?.resourceTags,
        filters: target?.filters ?? [],
        where,
        select: target?.selectionMode,
      };
    });
  const byText = (a: object, b: object) => JSON.stringify(a).localeCompare(JSON.stringify(b));
  expect([...ours].sort(byText)).toEqual([...expected].sort(byText));
});
