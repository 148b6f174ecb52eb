import { destroy } from "../../src/rehearsal";
import { run } from "./programs";
import { recordingProvider } from "./recording-provider";

describe("a program is evaluated through Pulumi's protocol", () => {
  test("resources, parents, dependencies, options and outputs arrive as the program said them", async () => {
    const { evaluation, recorded } = await run("network");
    expect(evaluation.failures).toEqual([]);
    const byName = Object.fromEntries(evaluation.registrations.map((registration) => [registration.name, registration]));
    const vpcUrn = "urn:pulumi:test::network::test:index:Network$aws:ec2/vpc:Vpc::main-vpc";
    expect(byName["main-vpc"]).toMatchObject({
      urn: vpcUrn,
      kind: "resource",
      status: "created",
      inputs: { cidrBlock: "10.1.0.0/16", tags: { Name: "main" } },
    });
    expect(byName["main-a"]).toMatchObject({
      parent: "urn:pulumi:test::network::test:index:Network::main",
      dependencies: [vpcUrn],
      propertyDependencies: { vpcId: [vpcUrn] },
      inputs: { vpcId: byName["main-vpc"]?.id, availabilityZone: "eu-west-1a" },
      options: { ignoreChanges: ["tags"], deleteBeforeReplace: true },
    });
    expect(byName.main).toMatchObject({ kind: "component", status: "registered", outputs: { vpcId: byName["main-vpc"]?.id } });
    expect(byName.web?.options).toMatchObject({ protect: true, aliases: [expect.stringContaining("name=old-web")] });
    expect(byName.web?.dependencies).toEqual(expect.arrayContaining([vpcUrn, byName["main-a"]?.urn]));
    expect(byName.web?.place).toMatchObject({ file: expect.stringMatching(/programs\/network\/index\.ts$/), line: 25 });
    expect(evaluation.outputs).toEqual({
      vpcId: byName["main-vpc"]?.id,
      subnetIds: [byName["main-a"]?.id, byName["main-b"]?.id],
      groupName: expect.stringMatching(/^web-[0-9a-f]{7}$/),
      project: "network",
    });
    expect(recorded.created[0]?.name).toBe("main-vpc");
  });

  test("generated names are the same in every evaluation", async () => {
    const first = await run("network");
    const second = await run("network");
    expect(second.evaluation.outputs.groupName).toBe(first.evaluation.outputs.groupName);
  });

  test("a preview makes nothing and hands out real unknowns", async () => {
    const { evaluation, recorded } = await run("network", { preview: true });
    expect(evaluation.failures).toEqual([]);
    expect(recorded.created.every(({ preview }) => preview)).toBe(true);
    const subnet = evaluation.registrations.find(({ name }) => name === "main-a");
    expect(subnet).toMatchObject({ status: "planned", id: "", inputs: { vpcId: "04da6b54-80e4-46f7-96ec-b56ff0331ba9" } });
    expect(evaluation.outputs.project).toBe("network");
  });

  test("independent resources are made at the same time, dependent ones after what they need", async () => {
    const recorded = recordingProvider({ pauseMs: 100 });
    const { evaluation } = await run("many", { provider: recorded.provider });
    expect(evaluation.failures).toEqual([]);
    expect(recorded.calls[0]).toBe("create main");
    expect(recorded.peak).toBeGreaterThan(10);
    expect(evaluation.registrations.filter(({ status }) => status === "created")).toHaveLength(60);
  });

  test("an explicit provider makes its resources with its own configuration, the others use the stack's", async () => {
    const { evaluation } = await run("explicit");
    expect(evaluation.failures).toEqual([]);
    expect(evaluation.outputs).toMatchObject({
      hereArn: expect.stringContaining(":eu-west-1:"),
      thereArn: expect.stringContaining(":us-west-2:"),
      region: "eu-west-1",
    });
    expect(
      evaluation.registrations
        .filter(({ kind }) => kind === "provider")
        .map(({ name }) => name)
        .sort(),
    ).toEqual(["default_7_48_0", "other"]);
  });

  test("an ES module with top-level await runs as it is", async () => {
    const { evaluation } = await run("esm");
    expect(evaluation.failures).toEqual([]);
    expect(evaluation.outputs).toEqual({ cidrBlock: "10.9.0.0/16" });
  });

  test("types that nobody makes are inert: listed by name, inputs come back as outputs", async () => {
    const { evaluation } = await run("inert");
    expect(evaluation.failures).toEqual([]);
    expect(evaluation.inertTypes).toEqual(["aws:s3/bucket:Bucket", "strange:index:Thing"]);
    expect(evaluation.outputs).toMatchObject({ bucketName: "my-logs", size: 3, id: expect.stringMatching(/^inert-/) });
  });

  test("inert types are refused by name when asked to", async () => {
    const { evaluation } = await run("inert", { refuseInert: true });
    expect(evaluation.failures[0]?.message).toMatch(/aws:s3\/bucket:Bucket|strange:index:Thing/);
    expect(evaluation.failures[0]?.code).toBe("not-rehearsable");
  });

  test("existing resources are read, imported ones too", async () => {
    const { evaluation, recorded } = await run("reads");
    expect(evaluation.failures).toEqual([]);
    expect(evaluation.outputs).toEqual({ knownBlock: "172.31.0.0/16", importedId: "vpc-456" });
    expect(recorded.created).toEqual([]);
  });

  test("transforms change a registration before it counts, those of a component also what is under it; hooks run after a creation", async () => {
    const { evaluation } = await run("transforms");
    expect(evaluation.failures).toEqual([]);
    const blocks = ["10.2.0.0/16", "10.2.0.0/16", "10.0.0.0/16"];
    expect(evaluation.outputs).toEqual({ blocks, tags: { name: "x", team: "chaos" }, noted: ["main 10.0.0.0/16"] });
  });

  test("destroy deletes in the reverse order of dependencies and leaves protected resources", async () => {
    const { evaluation, recorded } = await run("many");
    expect(await destroy(evaluation)).toEqual([]);
    const deletions = recorded.calls.filter((call) => call.startsWith("delete"));
    expect(deletions).toHaveLength(60);
    expect(deletions.at(-1)).toBe("delete main");

    const network = await run("network");
    await destroy(network.evaluation);
    expect(network.recorded.calls).not.toContain("delete web");
    expect(network.recorded.calls.filter((call) => call.startsWith("delete"))).toEqual([]);
  });
});
