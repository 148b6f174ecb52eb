import { TerminateInstancesCommand } from "@aws-sdk/client-ec2";
import {
  AddTagsCommand,
  CreateListenerCommand,
  CreateLoadBalancerCommand,
  CreateRuleCommand,
  CreateTargetGroupCommand,
  DeleteListenerCommand,
  DeleteLoadBalancerCommand,
  DeleteTargetGroupCommand,
  DeregisterTargetsCommand,
  DescribeCapacityReservationCommand,
  DescribeListenerAttributesCommand,
  DescribeListenersCommand,
  DescribeLoadBalancerAttributesCommand,
  DescribeLoadBalancersCommand,
  DescribeRulesCommand,
  DescribeTagsCommand,
  DescribeTargetGroupAttributesCommand,
  DescribeTargetGroupsCommand,
  DescribeTargetHealthCommand,
  ModifyLoadBalancerAttributesCommand,
  ModifyTargetGroupAttributesCommand,
  ModifyTargetGroupCommand,
  RegisterTargetsCommand,
  RemoveTagsCommand,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { eventually, makeNetwork, type Network, refusal, runInstances, type World, world } from "./world";

let at: World;
let network: Network;
beforeAll(async () => {
  at = await world();
  network = await makeNetwork(at);
});

async function makeBalancer(name: string) {
  const { LoadBalancers } = await at.elbv2.send(new CreateLoadBalancerCommand({ Name: name, Subnets: [...network.subnets] }));
  return LoadBalancers?.[0];
}

async function makeGroup(name: string, TargetType: "instance" | "ip" = "instance") {
  const { TargetGroups } = await at.elbv2.send(
    new CreateTargetGroupCommand({ Name: name, Protocol: "HTTP", Port: 80, VpcId: network.vpcId, TargetType, HealthCheckPath: "/healthz" }),
  );
  return TargetGroups?.[0];
}

async function listen(LoadBalancerArn: string | undefined, TargetGroupArn: string | undefined, Port = 80) {
  const { Listeners } = await at.elbv2.send(
    new CreateListenerCommand({ LoadBalancerArn, Port, Protocol: "HTTP", DefaultActions: [{ Type: "forward", Order: 1, TargetGroupArn }] }),
  );
  return Listeners?.[0];
}

describe("load balancers", () => {
  test("have ARNs, names and zones of AWS's form, and become active", async () => {
    const made = await makeBalancer("form");
    expect(made?.LoadBalancerArn).toMatch(/^arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer\/app\/form\/[0-9a-f]{16}$/);
    expect(made?.DNSName).toMatch(/^form-\d{10}\.us-east-1\.elb\.amazonaws\.com$/);
    expect(made?.AvailabilityZones?.map((zone) => zone.ZoneName)).toEqual(["us-east-1a", "us-east-1b", "us-east-1c"]);
    expect(made?.SecurityGroups).toHaveLength(1);
    await eventually(
      async () => (await at.elbv2.send(new DescribeLoadBalancersCommand({ Names: ["form"] }))).LoadBalancers?.[0]?.State?.Code,
      (code) => code === "active",
    );
    const spec = at.machines.balancers.get(made?.LoadBalancerArn ?? "");
    expect(spec).toMatchObject({ name: "form", listeners: [], crossZone: true, idleTimeoutMs: 60_000, scope: "123456789012/us-east-1" });
    expect(spec?.dimension).toBe(made?.LoadBalancerArn?.split(":loadbalancer/")[1]);
  });

  test("the same request again gives the same one; another with its name is refused", async () => {
    const first = await makeBalancer("twice");
    expect((await makeBalancer("twice"))?.LoadBalancerArn).toBe(first?.LoadBalancerArn);
    const other = new CreateLoadBalancerCommand({ Name: "twice", Subnets: network.subnets.slice(0, 2) });
    expect(await refusal(at.elbv2.send(other))).toEqual({
      name: "DuplicateLoadBalancerNameException",
      message: "A load balancer with the same name 'twice' exists, but with different settings",
    });
  });

  test("stand in two zones at least", async () => {
    const one = new CreateLoadBalancerCommand({ Name: "one", Subnets: [network.subnets[0]] });
    expect((await refusal(at.elbv2.send(one))).message).toBe("At least two subnets in two different Availability Zones must be specified");
    const none = new CreateLoadBalancerCommand({ Name: "none", Subnets: ["subnet-0123456789abcdef0", network.subnets[0]] });
    expect((await refusal(at.elbv2.send(none))).name).toBe("SubnetNotFoundException");
  });

  test("network load balancers are refused by name", async () => {
    const nlb = new CreateLoadBalancerCommand({ Name: "l4", Type: "network", Subnets: [...network.subnets] });
    expect((await refusal(at.elbv2.send(nlb))).message).toContain("load balancers of type 'network'");
  });

  test("attributes that were not set come back with AWS's defaults, set ones as set", async () => {
    const made = await makeBalancer("attributes");
    const LoadBalancerArn = made?.LoadBalancerArn;
    await at.elbv2.send(
      new ModifyLoadBalancerAttributesCommand({ LoadBalancerArn, Attributes: [{ Key: "idle_timeout.timeout_seconds", Value: "30" }] }),
    );
    const { Attributes = [] } = await at.elbv2.send(new DescribeLoadBalancerAttributesCommand({ LoadBalancerArn }));
    const all = Object.fromEntries(Attributes.map((one) => [one.Key, one.Value]));
    expect(all).toMatchObject({
      "idle_timeout.timeout_seconds": "30",
      "client_keep_alive.seconds": "3600",
      "deletion_protection.enabled": "false",
      "routing.http.desync_mitigation_mode": "defensive",
      "access_logs.s3.bucket": "",
      "health_check_logs.s3.enabled": "false",
      "zonal_shift.config.enabled": "false",
    });
    expect(at.machines.balancers.get(LoadBalancerArn ?? "")?.idleTimeoutMs).toBe(30_000);
    const wrong = new ModifyLoadBalancerAttributesCommand({ LoadBalancerArn, Attributes: [{ Key: "nonsense", Value: "1" }] });
    expect((await refusal(at.elbv2.send(wrong))).message).toBe("Load balancer attribute key 'nonsense' is not recognized");
    expect((await at.elbv2.send(new DescribeCapacityReservationCommand({ LoadBalancerArn }))).CapacityReservationState).toEqual([]);
  });

  test("with deletion protection stay; without go, and their listeners with them", async () => {
    const made = await makeBalancer("protected");
    const group = await makeGroup("protected");
    const LoadBalancerArn = made?.LoadBalancerArn;
    const listener = await listen(LoadBalancerArn, group?.TargetGroupArn);
    const protect = (Value: string) =>
      at.elbv2.send(
        new ModifyLoadBalancerAttributesCommand({ LoadBalancerArn, Attributes: [{ Key: "deletion_protection.enabled", Value }] }),
      );
    await protect("true");
    expect((await refusal(at.elbv2.send(new DeleteLoadBalancerCommand({ LoadBalancerArn })))).name).toBe("OperationNotPermittedException");
    await protect("false");
    await at.elbv2.send(new DeleteLoadBalancerCommand({ LoadBalancerArn }));
    expect(at.machines.balancers.has(LoadBalancerArn ?? "")).toBe(false);
    const gone = await refusal(at.elbv2.send(new DescribeListenersCommand({ ListenerArns: [listener?.ListenerArn ?? ""] })));
    expect(gone.name).toBe("ListenerNotFoundException");
    expect((await refusal(at.elbv2.send(new DescribeLoadBalancersCommand({ Names: ["protected"] })))).name).toBe(
      "LoadBalancerNotFoundException",
    );
    await at.elbv2.send(new DeleteLoadBalancerCommand({ LoadBalancerArn }));
  });
});

describe("target groups and listeners", () => {
  test("a listener brings the group's targets to the proxy, and its removal takes them away", async () => {
    const made = await makeBalancer("forward");
    const group = await makeGroup("forward");
    expect(group?.LoadBalancerArns).toEqual([]);
    const listener = await listen(made?.LoadBalancerArn, group?.TargetGroupArn);
    expect(listener?.ListenerArn).toMatch(/:listener\/app\/forward\/[0-9a-f]{16}\/[0-9a-f]{16}$/);
    expect(listener?.DefaultActions).toEqual([
      {
        Type: "forward",
        Order: 1,
        TargetGroupArn: group?.TargetGroupArn,
        ForwardConfig: {
          TargetGroups: [{ TargetGroupArn: group?.TargetGroupArn, Weight: 1 }],
          TargetGroupStickinessConfig: { Enabled: false },
        },
      },
    ]);
    const spec = () => at.machines.balancers.get(made?.LoadBalancerArn ?? "");
    expect(spec()?.listeners).toEqual([{ arn: listener?.ListenerArn, port: 80, targetGroupArns: [group?.TargetGroupArn] }]);
    const { TargetGroups } = await at.elbv2.send(new DescribeTargetGroupsCommand({ LoadBalancerArn: made?.LoadBalancerArn }));
    expect(TargetGroups?.[0]?.LoadBalancerArns).toEqual([made?.LoadBalancerArn]);
    const inUse = await refusal(at.elbv2.send(new DeleteTargetGroupCommand({ TargetGroupArn: group?.TargetGroupArn })));
    expect(inUse).toEqual({
      name: "ResourceInUseException",
      message: `Target group '${group?.TargetGroupArn}' is currently in use by a listener or a rule`,
    });
    const { Attributes = [] } = await at.elbv2.send(new DescribeListenerAttributesCommand({ ListenerArn: listener?.ListenerArn }));
    expect(Attributes).toContainEqual({ Key: "routing.http.response.server.enabled", Value: "true" });
    await at.elbv2.send(new DeleteListenerCommand({ ListenerArn: listener?.ListenerArn }));
    expect(spec()?.listeners).toEqual([]);
    await at.elbv2.send(new DeleteTargetGroupCommand({ TargetGroupArn: group?.TargetGroupArn }));
    expect(at.machines.groups.has(group?.TargetGroupArn ?? "")).toBe(false);
  });

  test("a second listener on a port, a second load balancer for a group and rules with conditions are refused", async () => {
    const first = await makeBalancer("ports");
    const second = await makeBalancer("ports2");
    const group = await makeGroup("ports");
    const other = await makeGroup("ports2");
    const listener = await listen(first?.LoadBalancerArn, group?.TargetGroupArn);
    expect((await refusal(listen(first?.LoadBalancerArn, other?.TargetGroupArn))).name).toBe("DuplicateListenerException");
    expect((await refusal(listen(second?.LoadBalancerArn, group?.TargetGroupArn))).name).toBe("TargetGroupAssociationLimitException");
    const rule = new CreateRuleCommand({
      ListenerArn: listener?.ListenerArn,
      Priority: 1,
      Conditions: [{ Field: "path-pattern", Values: ["/a"] }],
      Actions: [{ Type: "forward", TargetGroupArn: group?.TargetGroupArn }],
    });
    expect((await refusal(at.elbv2.send(rule))).message).toContain("does not simulate listener rules with conditions");
    const { Rules } = await at.elbv2.send(new DescribeRulesCommand({ ListenerArn: listener?.ListenerArn }));
    expect(Rules).toMatchObject([{ IsDefault: true, Priority: "default", Actions: [{ Type: "forward" }] }]);
  });

  test("the health check is told in the plane's units and can be changed", async () => {
    const group = await makeGroup("health");
    const spec = () => at.machines.groups.get(group?.TargetGroupArn ?? "");
    expect(spec()?.healthCheck).toEqual({
      path: "/healthz",
      intervalMs: 30_000,
      timeoutMs: 5_000,
      healthyThreshold: 5,
      unhealthyThreshold: 2,
      matcher: "200",
    });
    expect(spec()?.deregistrationDelayMs).toBe(300_000);
    const TargetGroupArn = group?.TargetGroupArn;
    await at.elbv2.send(new ModifyTargetGroupCommand({ TargetGroupArn, HealthCheckIntervalSeconds: 10, Matcher: { HttpCode: "200-299" } }));
    await at.elbv2.send(
      new ModifyTargetGroupAttributesCommand({
        TargetGroupArn,
        Attributes: [{ Key: "deregistration_delay.timeout_seconds", Value: "15" }],
      }),
    );
    expect(spec()).toMatchObject({ deregistrationDelayMs: 15_000, healthCheck: { intervalMs: 10_000, matcher: "200-299" } });
    const { Attributes = [] } = await at.elbv2.send(new DescribeTargetGroupAttributesCommand({ TargetGroupArn }));
    expect(Attributes).toContainEqual({ Key: "load_balancing.cross_zone.enabled", Value: "use_load_balancer_configuration" });
    expect(Attributes).toContainEqual({ Key: "deregistration_delay.timeout_seconds", Value: "15" });
  });

  test("tags are added, replaced and removed on every kind of resource", async () => {
    const made = await makeBalancer("tags");
    const group = await makeGroup("tags");
    const listener = await listen(made?.LoadBalancerArn, group?.TargetGroupArn);
    const ResourceArns = [made?.LoadBalancerArn, group?.TargetGroupArn, listener?.ListenerArn].map((arn) => arn ?? "");
    await at.elbv2.send(
      new AddTagsCommand({
        ResourceArns,
        Tags: [
          { Key: "Team", Value: "a" },
          { Key: "Stage", Value: "x" },
        ],
      }),
    );
    await at.elbv2.send(new AddTagsCommand({ ResourceArns, Tags: [{ Key: "Team", Value: "b" }] }));
    await at.elbv2.send(new RemoveTagsCommand({ ResourceArns, TagKeys: ["Stage"] }));
    const { TagDescriptions = [] } = await at.elbv2.send(new DescribeTagsCommand({ ResourceArns }));
    expect(TagDescriptions.map((one) => one.Tags)).toEqual(Array(3).fill([{ Key: "Team", Value: "b" }]));
  });
});

describe("targets", () => {
  test("are told to the proxy, their health is what it measures, and terminated instances leave by themselves", async () => {
    const made = await makeBalancer("targets");
    const group = await makeGroup("targets");
    await listen(made?.LoadBalancerArn, group?.TargetGroupArn);
    const TargetGroupArn = group?.TargetGroupArn ?? "";
    const [first = "", second = ""] = await runInstances(at, network.subnets[0], 2);
    await at.elbv2.send(new RegisterTargetsCommand({ TargetGroupArn, Targets: [{ Id: first }, { Id: second, Port: 8080 }] }));
    expect(at.machines.groups.get(TargetGroupArn)?.targets).toEqual([
      { machineId: first, port: 80 },
      { machineId: second, port: 8080 },
    ]);
    const health = async () => (await at.elbv2.send(new DescribeTargetHealthCommand({ TargetGroupArn }))).TargetHealthDescriptions ?? [];
    expect((await health()).map((one) => one.TargetHealth?.State)).toEqual(["initial", "initial"]);
    at.machines.health.set(TargetGroupArn, [
      { machineId: first, port: 80, state: "healthy" },
      { machineId: second, port: 8080, state: "unhealthy", reason: "Target.Timeout", description: "Request timed out" },
    ]);
    expect(await health()).toEqual([
      { Target: { Id: first, Port: 80 }, HealthCheckPort: "80", TargetHealth: { State: "healthy" } },
      {
        Target: { Id: second, Port: 8080 },
        HealthCheckPort: "8080",
        TargetHealth: { State: "unhealthy", Reason: "Target.Timeout", Description: "Request timed out" },
      },
    ]);
    await at.elbv2.send(new DeregisterTargetsCommand({ TargetGroupArn, Targets: [{ Id: second }] }));
    at.machines.health.set(TargetGroupArn, [
      { machineId: first, port: 80, state: "healthy" },
      { machineId: second, port: 8080, state: "draining" },
    ]);
    expect((await health()).map((one) => [one.Target?.Id, one.TargetHealth?.State])).toEqual([
      [first, "healthy"],
      [second, "draining"],
    ]);
    await at.ec2.send(new TerminateInstancesCommand({ InstanceIds: [first] }));
    await eventually(
      () => at.machines.groups.get(TargetGroupArn)?.targets.length,
      (count) => count === 0,
    );
  });

  test("of a group that no listener uses are unused", async () => {
    const group = await makeGroup("unused");
    const [id = ""] = await runInstances(at, network.subnets[0], 1);
    await at.elbv2.send(new RegisterTargetsCommand({ TargetGroupArn: group?.TargetGroupArn, Targets: [{ Id: id }] }));
    const { TargetHealthDescriptions } = await at.elbv2.send(new DescribeTargetHealthCommand({ TargetGroupArn: group?.TargetGroupArn }));
    expect(TargetHealthDescriptions?.[0]?.TargetHealth).toEqual({
      State: "unused",
      Reason: "Target.NotInUse",
      Description: "Target group is not configured to receive traffic from the load balancer",
    });
  });

  test("that do not exist or stand in another VPC are refused", async () => {
    const group = await makeGroup("strangers");
    const missing = new RegisterTargetsCommand({ TargetGroupArn: group?.TargetGroupArn, Targets: [{ Id: "i-0123456789abcdef0" }] });
    expect((await refusal(at.elbv2.send(missing))).name).toBe("InvalidTargetException");
    const other = await makeNetwork(at, 40);
    const [id = ""] = await runInstances(at, other.subnets[0], 1);
    const abroad = new RegisterTargetsCommand({ TargetGroupArn: group?.TargetGroupArn, Targets: [{ Id: id }] });
    expect((await refusal(at.elbv2.send(abroad))).message).toContain(network.vpcId);
  });
});

test("another Region knows nothing of these load balancers", async () => {
  await makeBalancer("here");
  const elsewhere = at.sandbox.cloud.invoke<{ LoadBalancers: unknown[] }>(
    "elbv2",
    "DescribeLoadBalancers",
    {},
    { accountId: "123456789012", region: "eu-west-1", principal: { kind: "root", arn: "arn:aws:iam::123456789012:root" } },
  );
  expect((await elsewhere).LoadBalancers).toEqual([]);
});
