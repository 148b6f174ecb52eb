import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { documentName } from "../../src/sandbox/ssm/documents/catalogue";
import { planOf } from "./plans";
import { samples } from "./samples";

/** AWS's scenario library as it was read from the guide; kept outside of this repository. */
const FILE = join(__dirname, "..", "..", "..", "shared", "fis", "actions.json");

interface Theirs {
  readonly actionId: string;
  readonly parameters?: Readonly<Record<string, unknown>>;
}

interface Scenario {
  readonly name: string;
  readonly actions: readonly Theirs[];
}

/** AWS's name → ours. */
const OURS: Readonly<Record<string, string>> = {
  "EC2 stress: instance failure": "ec2-instance-failure",
  "EC2 stress: Disk": "ec2-disk-stress",
  "EC2 stress: CPU": "ec2-cpu-stress",
  "EC2 stress: Memory": "ec2-memory-stress",
  "EC2 stress: Network Latency": "ec2-network-latency",
  "EKS stress: Pod Delete": "eks-pod-delete",
  "EKS stress: CPU": "eks-cpu-stress",
  "EKS stress: Disk": "eks-disk-stress",
  "EKS stress: Memory": "eks-memory-stress",
  "EKS stress: Network latency": "eks-network-latency",
  "AZ Availability: Power Interruption": "az-power-interruption",
  "AZ: Application Slowdown": "az-application-slowdown",
  "Cross-AZ: Traffic Slowdown": "cross-az-traffic-slowdown",
  "Cross-Region: Connectivity": "cross-region-connectivity",
  "EBS: Sustained Latency": "ebs-sustained-latency",
  "EBS: Increasing Latency": "ebs-increasing-latency",
  "EBS: Intermittent Latency": "ebs-intermittent-latency",
  "EBS: Decreasing Latency": "ebs-decreasing-latency",
};

/** What ours do otherwise on purpose. */
const OTHERWISE = {
  /** Its replication pauses with all Regions: naming one says no more. */
  "aws:memorydb:multi-region-cluster-pause-replication": ["region"],
  /** FIS watches the command a minute longer than it runs, so that its clean-up is over. */
  "aws:ssm:send-command": ["duration"],
} as Readonly<Record<string, readonly string[]>>;

const library: readonly Scenario[] = existsSync(FILE) ? JSON.parse(readFileSync(FILE, "utf8")).scenarioLibrary : [];
const ifThere = library.length > 0 ? test : test.skip;

/** `<az>` and words are no values; the duration of a step is ours to choose where AWS says no more. */
function stated(actionId: string, parameters: Readonly<Record<string, unknown>> = {}): readonly [string, string][] {
  return Object.entries(parameters).flatMap(([key, value]): [string, string][] => {
    if (OTHERWISE[actionId]?.includes(key)) return [];
    if (key === "documentParameters" && typeof value === "object")
      return stated("document", value as Record<string, unknown>) as [string, string][];
    const text = String(value);
    return /[<>]| per |experiment duration|^$/.test(text) ? [] : [[key, key === "documentArn" ? documentName(text) : text]];
  });
}

ifThere("every scenario of AWS's library is one of ours", () => {
  expect(library.map(({ name }) => name).sort()).toEqual(Object.keys(OURS).sort());
});

describe.each(Object.entries(OURS))("%s", (name, ours) => {
  const theirs = library.find((scenario) => scenario.name === name)?.actions ?? [];

  ifThere("has its actions, each with the parameters that AWS's guide states, and no others", () => {
    const { actions } = planOf(samples[ours]?.() ?? { faults: {} });
    const taken = new Set<string>();
    for (const { actionId, parameters } of theirs) {
      const wanted = stated(actionId, parameters);
      const found = actions.find((action) => {
        const { documentParameters, documentArn, ...plain } = action.parameters;
        const has: Readonly<Record<string, string>> = {
          ...plain,
          ...(documentArn === undefined ? {} : { documentArn: documentName(documentArn) }),
          ...(JSON.parse(documentParameters ?? "{}") as object),
          // AWS says the default aloud.
          ...(actionId.includes("asg-insufficient") ? { percentage: "100" } : {}),
        };
        return action.actionId === actionId && !taken.has(action.name) && wanted.every(([key, value]) => same(has[key], value));
      });
      expect({ actionId, wanted, found: found?.name }).toEqual({ actionId, wanted, found: expect.any(String) });
      if (found) taken.add(found.name);
    }
    const ids = new Set(theirs.map(({ actionId }) => actionId));
    const more = actions.filter((action) => action.injectsFault && !ids.has(action.actionId));
    expect(more.map((action) => action.name)).toEqual([]);
  });
});

/** FIS takes truth values in any case. */
function same(ours: string | undefined, theirs: string): boolean {
  return ours?.toLowerCase() === theirs.toLowerCase();
}
