import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { judge } from "../../src/analysis";
import { compile, type Plan } from "../../src/experiment";
import { type Entry, flawIn } from "../../src/journal";
import { renderHtml, renderJson, reportModel } from "../../src/report";
import { digHoles } from "../../src/words";
import {
  azApplicationSlowdown,
  azPowerInterruption,
  crossAzTrafficSlowdown,
  dependencyDown,
  type Evidence,
  ec2CpuStress,
  ec2InstanceFailure,
  ec2NetworkLatency,
  eksCpuStress,
  eksNetworkLatency,
  eksPodDelete,
  instanceTermination,
  oneNodeOfTen,
  onePodOfTen,
  poisonMessages,
  retryStorm,
  type Scenario,
  serviceFailure,
  spotInterruption,
} from "../../templates";
import { sound } from "../experiment/definitions";
import { notSimulatedIn, planOf } from "./plans";
import { samples } from "./samples";

/** Where the sandbox puts the reference program. */
const PLACE = { partition: "aws", region: "us-east-1", accountId: "123456789012" };
const TEMPLATES = join(__dirname, "../../templates");

const zoneParts = ["autoScalingGroups", "subnets"] as const;
const zone = { zone: "us-east-1a", lasts: "4m" } as const;
const instances = { tags: { Service: "web" }, select: "1 of them" } as const;
/** What it goes by is no part of the template. */
const evidence: Evidence = {
  metric: { namespace: "Shop", name: "Whatever", statistic: "Sum", unit: "Count" },
  becomes: { above: "1 call" },
};

/** The pods of the reference program: the cluster's name has a random end. */
const podsIn = ({ targets }: Plan) =>
  ({
    cluster: targets[0]?.parameters.clusterIdentifier ?? "",
    namespace: "shop",
    serviceAccount: "faultline",
  }) as const;
const orders = { deployment: "orders", watchFor: "3m" } as const;
const labels = "app=orders";

interface Golden {
  readonly verdict: string;
  scenario(plan: Plan): Scenario;
}

/** Each journal of a real rehearsal, the verdict it stands for, and its scenario with the options of the reference program. */
const goldens: Readonly<Record<string, Golden>> = {
  "az-application-slowdown/journal.json": {
    verdict: "passed",
    scenario: () => azApplicationSlowdown({ zone: "us-east-1a", delay: "100ms", lasts: "5m", ec2: evidence }),
  },
  "az-power-interruption/journal.aborted.json": {
    verdict: "aborted",
    scenario: () => azPowerInterruption({ ...zone, parts: zoneParts }),
  },
  "az-power-interruption/journal.json": {
    verdict: "passed",
    scenario: () => azPowerInterruption({ ...zone, parts: [...zoneParts, "databases"] }),
  },
  "cross-az-traffic-slowdown/journal.json": {
    verdict: "passed",
    scenario: () => crossAzTrafficSlowdown({ zone: "us-east-1a", otherZones: ["us-east-1b", "us-east-1c"], lasts: "5m", ec2: evidence }),
  },
  "dependency-down/journal.json": {
    verdict: "passed",
    scenario: (plan) => {
      const { prefixListIdentifier: prefixList = "" } = plan.actions[0]?.parameters ?? {};
      return dependencyDown({ tags: { Name: "shop-a" }, prefixList, lasts: "3m" });
    },
  },
  "ec2-cpu-stress/journal.json": {
    verdict: "passed",
    scenario: () => ec2CpuStress({ ...instances, step: "3m", evidence }),
  },
  "ec2-instance-failure/journal.json": {
    verdict: "passed",
    scenario: () => ec2InstanceFailure({ tags: { Service: "web" }, lasts: "3m", replaced: true }),
  },
  "ec2-network-latency/journal.json": {
    verdict: "passed",
    scenario: () => ec2NetworkLatency({ ...instances, step: "3m", evidence }),
  },
  "eks-cpu-stress/journal.json": {
    verdict: "passed",
    scenario: (plan) => eksCpuStress({ ...podsIn(plan), labels, select: "1 of them", step: "3m", evidence }),
  },
  "eks-network-latency/journal.json": {
    verdict: "passed",
    scenario: (plan) => eksNetworkLatency({ ...podsIn(plan), labels, select: "3 of them", step: "3m", evidence }),
  },
  "eks-pod-delete/journal.json": {
    verdict: "passed",
    scenario: (plan) => eksPodDelete({ ...podsIn(plan), ...orders, replicas: "6 pods", select: "3 of them", gracePeriod: "0s" }),
  },
  "instance-termination/journal.json": {
    verdict: "passed",
    scenario: () => instanceTermination({ tags: { Service: "web" }, watchFor: "3m" }),
  },
  "one-node-of-ten/journal.json": {
    verdict: "passed",
    scenario: () => oneNodeOfTen({ tags: { Service: "orders" }, share: "34%", watchFor: "4m" }),
  },
  "one-pod-of-ten/journal.json": {
    verdict: "passed",
    scenario: (plan) => onePodOfTen({ ...podsIn(plan), ...orders, replicas: 6 }),
  },
  "poison-messages/journal.json": {
    verdict: "passed",
    scenario: () => poisonMessages({ lasts: "8m", evidence }),
  },
  "retry-storm/journal.json": {
    verdict: "passed",
    scenario: (plan) => retryStorm({ ...podsIn(plan), labels, select: "2 of them", delay: "2s", lasts: "3m", watchFor: "3m", evidence }),
  },
  "service-failure/journal.json": {
    verdict: "passed",
    scenario: () => serviceFailure({ ...instances, process: "web", watchFor: "4m", evidence }),
  },
  "spot-interruption/journal.json": {
    verdict: "passed",
    scenario: () => spotInterruption({ ...instances, watchFor: "5m", evidence }),
  },
};

/** Their runbooks are rehearsed with their own stacks and tests. */
const BY_RUNBOOK: readonly string[] = ["tls-certificate-expiry"];

test("every scenario that the sandbox simulates has a journal of a rehearsal, and every journal is held to something", () => {
  const simulated = Object.entries(samples).flatMap(([name, scenario]) => (notSimulatedIn(planOf(scenario())).length === 0 ? [name] : []));
  const told = Object.keys(goldens).map((file) => file.split("/")[0]);
  expect(simulated.filter((name) => !told.includes(name) && !BY_RUNBOOK.includes(name))).toEqual([]);
  const files = Object.keys(samples).flatMap((name) =>
    readdirSync(join(TEMPLATES, name)).flatMap((file) => (file.startsWith("journal") ? [`${name}/${file}`] : [])),
  );
  expect(files.sort()).toEqual(Object.keys(goldens).sort());
});

function journal(file: string): { readonly text: string; readonly entries: readonly Entry[] } {
  const text = readFileSync(join(TEMPLATES, file), "utf8");
  return { text, entries: JSON.parse(text) as readonly Entry[] };
}

function planIn(entries: readonly Entry[]): Plan {
  const event = entries[0]?.event;
  if (event?.type !== "run-created") throw new Error("the journal does not begin with its run");
  return event.manifest.plan;
}

describe.each(Object.entries(goldens))("templates/%s", (file, { verdict, scenario }) => {
  const { text, entries } = journal(file);

  test("its chain of hashes holds", () => {
    expect(entries.length).toBeGreaterThan(20);
    expect(flawIn(entries)).toBeUndefined();
  });

  test(`is judged ${verdict} today, too`, () => {
    expect(judge(entries)).toMatchObject({ kind: verdict });
    expect(entries.findLast(({ event }) => event.type === "judged")?.event).toMatchObject({ verdict: { kind: verdict } });
  });

  test("shows that each fault took effect in its own time, and what was hit", () => {
    const injecting = planIn(entries).actions.filter((action) => action.injectsFault);
    const seen = judge(entries).reasons.filter(({ code }) => code === "effect-seen");
    expect(injecting.length).toBeGreaterThan(0);
    for (const { name } of injecting)
      expect({ name, seen: seen.map(({ message }) => message) }).toMatchObject({
        seen: expect.arrayContaining([expect.stringMatching(new RegExp(`^${name}: `))]),
      });
    const resolved = entries.flatMap(({ event }) => (event.type === "targets-resolved" ? event.targets : []));
    expect(new Set(resolved.map(({ target }) => target))).toEqual(new Set(planIn(entries).targets.map(({ name }) => name)));
  });

  test("has no sample that got lost, and traffic in every one", () => {
    expect(entries.findLast(({ event }) => event.type === "samples-settled")?.event).toMatchObject({ missing: 0 });
    const series = entries.flatMap(({ event }) => (event.type === "sampled" ? Object.entries(event.series) : []));
    const all = series.flatMap(([key, samples]) => (samples ?? []).map(({ at, value }) => ({ key, at, value })));
    expect(all.length).toBeGreaterThan(20);
    expect(all.filter(({ value }) => value === null)).toEqual([]);
    for (const { value } of all.filter(({ key }) => key === "traffic")) expect(value).toBeGreaterThan(0);
  });

  test("its scenario still makes the same actions and targets", () => {
    const { faults: _, ...rest } = sound();
    const compiled = compile(
      "golden",
      digHoles({ ...rest, ...scenario(planIn(entries)), blastRadius: { atMost: "20 resources" }, maxDuration: "30m" }).value,
      PLACE,
    );
    if (!compiled.ok) throw new Error(JSON.stringify(compiled.problems));
    const { actions, targets } = planIn(entries);
    expect(JSON.parse(JSON.stringify({ actions: compiled.value.actions, targets: compiled.value.targets }))).toEqual({ actions, targets });
  });

  test("every beginning of it has a report", () => {
    for (let length = 1; length <= entries.length; length++) {
      const model = reportModel(entries.slice(0, length));
      if (!model) throw new Error(`no report of the first ${length} entries`);
      expect(renderHtml(model)).toContain("</html>");
      expect(renderJson(model)).toMatchObject({ runId: entries[0]?.runId });
    }
  });

  test("names no user, no machine and no path", () => {
    expect(entries[0]?.event).toMatchObject({ by: "golden@example", host: "example" });
    expect(text).not.toMatch(/127\.0\.0\.1|localhost|\/(home|tmp|root|work|Users)\//);
  });
});
