import fc from "fast-check";
import { compile, type Plan } from "../../src/experiment";
import { digHoles } from "../../src/words";
import { azPowerInterruption, eksPodDelete, instanceTermination, type Scenario } from "../../templates";
import { sound } from "../experiment/definitions";

function planOf(scenario: Scenario): Plan {
  const { faults: _, ...rest } = sound();
  const compiled = compile("scenario", digHoles({ ...rest, ...scenario, maxDuration: "12h" }).value);
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.problems, null, 1));
  return compiled.value;
}

const brief = ({ actions }: Plan) => actions.map(({ name, actionId, parameters }) => [name, actionId, parameters]);
const target = ({ targets }: Plan, name: string) => targets.find((item) => item.name === name);

describe("a zone loses power", () => {
  type Options = Parameters<typeof azPowerInterruption>[0];
  const parts = ["instances", "autoScalingGroups", "subnets", "databases"] as const;

  test("with nothing but the zone: groups and subnets, for as long as in AWS's own scenario", () => {
    expect(brief(planOf(azPowerInterruption({ zone: "us-east-1a" })))).toEqual([
      ["stop-asg-instances", "aws:ec2:stop-instances", { startInstancesAfterDuration: "PT30M", completeIfInstancesTerminated: "true" }],
      [
        "pause-asg-scaling",
        "aws:ec2:asg-insufficient-instance-capacity-error",
        { duration: "PT30M", availabilityZoneIdentifiers: "us-east-1a" },
      ],
      ["pause-network", "aws:network:disrupt-connectivity", { scope: "all", duration: "PT2M" }],
    ]);
  });

  test("with everything: what stands alone stops too, and databases fail over", () => {
    const plan = planOf(azPowerInterruption({ zone: "us-east-1b", lasts: "10m", networkLasts: "90s", parts, tag: "Chaos" }));
    expect(brief(plan)).toEqual([
      ["stop-instances", "aws:ec2:stop-instances", { startInstancesAfterDuration: "PT10M", completeIfInstancesTerminated: "true" }],
      ["stop-asg-instances", "aws:ec2:stop-instances", { startInstancesAfterDuration: "PT10M", completeIfInstancesTerminated: "true" }],
      [
        "pause-asg-scaling",
        "aws:ec2:asg-insufficient-instance-capacity-error",
        { duration: "PT10M", availabilityZoneIdentifiers: "us-east-1b" },
      ],
      ["pause-network", "aws:network:disrupt-connectivity", { scope: "all", duration: "PT1M30S" }],
      ["failover-database", "aws:rds:failover-db-cluster", {}],
    ]);
    expect(plan.targets.map(({ name, tags }) => [name, tags])).toEqual([
      ["stop-instances-Instances", { Chaos: "StopInstances" }],
      ["stop-asg-instances-Instances", { Chaos: "IceAsg" }],
      ["pause-asg-scaling-AutoScalingGroups", { Chaos: "IceAsg" }],
      ["pause-network-Subnets", { Chaos: "DisruptSubnet" }],
      ["failover-database-Clusters", { Chaos: "DisruptRds" }],
    ]);
  });

  test("hits only what stands in the zone, and only what runs", () => {
    const plan = planOf(azPowerInterruption({ zone: "us-east-1b", parts }));
    const running = [
      { path: "State.Name", values: ["running"] },
      { path: "Placement.AvailabilityZone", values: ["us-east-1b"] },
    ];
    expect(target(plan, "stop-instances-Instances")?.filters).toEqual(running);
    expect(target(plan, "stop-asg-instances-Instances")?.filters).toEqual(running);
    expect(target(plan, "pause-network-Subnets")?.filters).toEqual([{ path: "AvailabilityZone", values: ["us-east-1b"] }]);
  });

  test("everything begins at once, and reverts but for the database", () => {
    const { actions } = planOf(azPowerInterruption({ zone: "us-east-1a", parts }));
    expect(actions.flatMap(({ after }) => after)).toEqual([]);
    expect(actions.filter(({ reverts }) => reverts !== "always").map(({ name }) => name)).toEqual(["failover-database"]);
  });

  test("is evident in the state of its targets: no metric is needed", () => {
    const { actions } = planOf(azPowerInterruption({ zone: "us-east-1a", parts }));
    expect(actions.filter(({ visibleIn }) => visibleIn !== "target-state")).toEqual([]);
  });

  test("any combination of parts and durations is a sound experiment", () => {
    const duration = fc.integer({ min: 1, max: 600 }).map((minutes) => `${minutes}m` as const);
    const options: fc.Arbitrary<Options> = fc.record(
      {
        zone: fc.constantFrom("us-east-1a", "eu-central-1c"),
        lasts: duration,
        networkLasts: duration,
        parts: fc.subarray([...parts], { minLength: 1 }),
        tag: fc.constantFrom("Chaos", "team:chaos"),
      },
      { requiredKeys: ["zone"] },
    );
    fc.assert(
      fc.property(options, (given) => {
        const { actions } = planOf(azPowerInterruption(given));
        const chosen = given.parts ?? ["autoScalingGroups", "subnets"];
        expect(actions).toHaveLength(chosen.length + (chosen.includes("autoScalingGroups") ? 1 : 0));
      }),
    );
  });

  test("the zone may be known only later", () => {
    const plan = planOf(azPowerInterruption({ zone: { apply: () => undefined }, parts }));
    expect(target(plan, "stop-instances-Instances")?.filters[1]?.values).toEqual([expect.stringMatching(/^⟦later:\d+⟧$/)]);
  });
});

describe("instances disappear", () => {
  test("with nothing but tags: one at random, and five minutes of watching beside it", () => {
    const plan = planOf(instanceTermination({ tags: { Service: "web" } }));
    expect(brief(plan)).toEqual([
      ["terminate", "aws:ec2:terminate-instances", {}],
      ["watch", "aws:fis:wait", { duration: "PT5M" }],
    ]);
    expect(plan.targets).toEqual([
      {
        name: "terminate-Instances",
        resourceType: "aws:ec2:instance",
        selectionMode: "COUNT(1)",
        arns: [],
        tags: { Service: "web" },
        filters: [{ path: "State.Name", values: ["running"] }],
        parameters: {},
      },
    ]);
    expect(plan.actions.flatMap(({ after }) => after)).toEqual([]);
  });

  test("with everything", () => {
    const plan = planOf(instanceTermination({ tags: { a: "b", c: "d" }, select: "50%", zones: ["us-east-1a"], watchFor: "90s" }));
    expect(plan.targets[0]).toMatchObject({
      selectionMode: "PERCENT(50)",
      tags: { a: "b", c: "d" },
      filters: [{ path: "State.Name" }, { path: "Placement.AvailabilityZone", values: ["us-east-1a"] }],
    });
    expect(plan.actions[1]?.parameters).toEqual({ duration: "PT1M30S" });
  });
});

describe("pods disappear", () => {
  const least = { cluster: "shop", namespace: "shop", deployment: "orders", serviceAccount: "fis", replicas: "6 pods" } as const;

  test("with the least: one pod by its own grace period, seen in the number of running pods", () => {
    const plan = planOf(eksPodDelete(least));
    expect(brief(plan)).toEqual([
      ["delete", "aws:eks:pod-delete", { kubernetesServiceAccount: "fis" }],
      ["watch", "aws:fis:wait", { duration: "PT5M" }],
    ]);
    expect(plan.targets[0]).toMatchObject({
      selectionMode: "COUNT(1)",
      parameters: { clusterIdentifier: "shop", namespace: "shop", selectorType: "deploymentName", selectorValue: "orders" },
    });
    expect(plan.effects).toEqual([
      {
        name: "pods-missing",
        metric: {
          queries: [
            {
              kind: "metric",
              id: "m",
              namespace: "ContainerInsights",
              name: "service_number_of_running_pods",
              dimensions: { ClusterName: "shop", Namespace: "shop", Service: "orders" },
              statistic: "Minimum",
            },
          ],
          returns: "m",
          periodMs: 60_000,
          unit: "Count",
        },
        becomes: { operator: "below", value: 6, text: "below 6 pods" },
        of: ["delete"],
      },
    ]);
  });

  test("with everything", () => {
    const plan = planOf(eksPodDelete({ ...least, select: "3 of them", gracePeriod: "0s", watchFor: "2m", period: "10s" }));
    expect(plan.actions[0]?.parameters).toEqual({ kubernetesServiceAccount: "fis", gracePeriodSeconds: "0" });
    expect(plan.actions[1]?.parameters).toEqual({ duration: "PT2M" });
    expect(plan.targets[0]?.selectionMode).toBe("COUNT(3)");
    expect(plan.effects[0]?.metric.periodMs).toBe(10_000);
  });
});
