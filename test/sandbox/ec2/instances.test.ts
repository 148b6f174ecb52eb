import {
  CreateLaunchTemplateCommand,
  CreateLaunchTemplateVersionCommand,
  CreateTagsCommand,
  DeleteTagsCommand,
  DescribeImagesCommand,
  DescribeInstanceAttributeCommand,
  DescribeInstanceStatusCommand,
  DescribeInstancesCommand,
  type DescribeInstancesCommandInput,
  DescribeLaunchTemplatesCommand,
  DescribeLaunchTemplateVersionsCommand,
  DescribeNetworkInterfacesCommand,
  DescribeTagsCommand,
  DescribeVolumesCommand,
  ModifyInstanceAttributeCommand,
  paginateDescribeInstances,
  RebootInstancesCommand,
  RunInstancesCommand,
  type RunInstancesCommandInput,
  StartInstancesCommand,
  StopInstancesCommand,
  TerminateInstancesCommand,
} from "@aws-sdk/client-ec2";
import { eventually, fastSandbox, refusal } from "./clients";

type World = Awaited<ReturnType<typeof fastSandbox>>;
let world: World;
beforeAll(async () => {
  world = await fastSandbox();
});

const AL2023 = "resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64";
const one = { ImageId: AL2023, InstanceType: "t3.micro", MinCount: 1, MaxCount: 1 } as const;

async function run(input: Partial<RunInstancesCommandInput> = {}) {
  const { Instances = [] } = await world.ec2.send(new RunInstancesCommand({ ...one, ...input }));
  return Instances.map((instance) => instance.InstanceId ?? "");
}

/** Ways of looking at the instances of one sandbox. */
function looking({ ec2 }: Pick<World, "ec2">) {
  const describe = async (input: DescribeInstancesCommandInput) => {
    const { Reservations = [] } = await ec2.send(new DescribeInstancesCommand(input));
    return Reservations.flatMap((reservation) => reservation.Instances ?? []);
  };
  const reach = async (id: string, state: string) => {
    const found = await eventually(
      () => describe({ InstanceIds: [id] }),
      (all) => all[0]?.State?.Name === state,
    );
    return found[0];
  };
  return { describe, reach };
}

const describe = (input: DescribeInstancesCommandInput) => looking(world).describe(input);
const reach = (id: string, state: string) => looking(world).reach(id, state);

test("an instance boots a machine, runs, stops, starts with another public address, reboots and terminates", async () => {
  // Slow enough to be seen while it stops.
  const slow = await fastSandbox({ speed: 60 });
  const { ec2, machines, sandbox } = slow;
  const { describe, reach } = looking(slow);
  const states: string[] = [];
  const listening = sandbox.cloud.bus.on("instance-state-changed", ({ state }) => states.push(state));
  const tags = [{ ResourceType: "instance" as const, Tags: [{ Key: "app", Value: "web" }] }];
  const reservation = await ec2.send(new RunInstancesCommand({ ...one, TagSpecifications: tags }));
  const id = reservation.Instances?.[0]?.InstanceId ?? "";
  expect(reservation.Instances?.[0]?.State).toEqual({ Code: 0, Name: "pending" });
  const running = await reach(id, "running");
  expect(running).toMatchObject({
    InstanceType: "t3.micro",
    Placement: { AvailabilityZone: "us-east-1a", Tenancy: "default" },
    PrivateIpAddress: "172.31.0.4",
    Tags: [{ Key: "app", Value: "web" }],
  });
  expect(machines.booted.at(-1)).toMatchObject({
    id,
    kind: "instance",
    tags: { app: "web" },
    place: { zone: "us-east-1a", privateIp: "172.31.0.4" },
  });
  const firstAddress = running?.PublicIpAddress;
  expect(firstAddress).toMatch(/^198\.1[89]\./);

  const stopping = await ec2.send(new StopInstancesCommand({ InstanceIds: [id] }));
  expect(stopping.StoppingInstances?.[0]).toMatchObject({
    CurrentState: { Code: 64, Name: "stopping" },
    PreviousState: { Code: 16, Name: "running" },
  });
  expect(await refusal(ec2.send(new StartInstancesCommand({ InstanceIds: [id] })))).toMatchObject({
    name: "IncorrectInstanceState",
    message: `The instance '${id}' is not in a state from which it can be started.`,
  });
  const stopped = await reach(id, "stopped");
  expect(stopped?.PublicIpAddress).toBeUndefined();
  expect(stopped?.StateReason?.Code).toBe("Client.UserInitiatedShutdown");
  expect(stopped?.StateTransitionReason).toMatch(/^User initiated \(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d GMT\)$/);
  expect(machines.halted.at(-1)).toEqual({ id, graceMs: 10_000 });

  await ec2.send(new StartInstancesCommand({ InstanceIds: [id] }));
  const again = await reach(id, "running");
  expect(again?.PublicIpAddress).not.toBe(firstAddress);
  await ec2.send(new RebootInstancesCommand({ InstanceIds: [id] }));
  expect((await describe({ InstanceIds: [id] }))[0]?.State?.Name).toBe("running");

  await ec2.send(new TerminateInstancesCommand({ InstanceIds: [id] }));
  const gone = await reach(id, "terminated");
  expect([gone?.VpcId, gone?.PrivateIpAddress, gone?.NetworkInterfaces]).toEqual([undefined, undefined, []]);
  expect(gone?.Tags).toEqual([{ Key: "app", Value: "web" }]);
  expect(states).toEqual(["pending", "running", "stopping", "stopped", "pending", "running", "shutting-down", "terminated"]);
  listening();
});

test("an hour after its end a terminated instance is forgotten", async () => {
  const { ec2 } = await fastSandbox({ speed: 3_600 });
  const { Instances } = await ec2.send(new RunInstancesCommand({ ...one }));
  const InstanceIds = [Instances?.[0]?.InstanceId ?? ""];
  await ec2.send(new TerminateInstancesCommand({ InstanceIds }));
  const forgotten = await eventually(
    () => ec2.send(new DescribeInstancesCommand({ InstanceIds })).catch((error: Error) => error),
    (answer) => answer instanceof Error,
  );
  expect(forgotten).toMatchObject({ name: "InvalidInstanceID.NotFound", message: `The instance ID '${InstanceIds[0]}' does not exist` });
});

test("Force stops without grace", async () => {
  const [id = ""] = await run();
  await reach(id, "running");
  await world.ec2.send(new StopInstancesCommand({ InstanceIds: [id], Force: true }));
  await reach(id, "stopped");
  expect(world.machines.halted.at(-1)).toEqual({ id, graceMs: 0 });
});

test("the same client token launches once; with other parameters it is refused", async () => {
  const first = await run({ ClientToken: "once" });
  expect(await run({ ClientToken: "once" })).toEqual(first);
  expect(await refusal(run({ ClientToken: "once", MaxCount: 2 }))).toMatchObject({ name: "IdempotentParameterMismatch" });
});

test("one request launches up to MaxCount instances in one reservation, as many as the subnet has room for", async () => {
  const ids = await run({ MinCount: 2, MaxCount: 3 });
  expect(new Set(ids).size).toBe(3);
  const { Reservations } = await world.ec2.send(new DescribeInstancesCommand({ InstanceIds: ids }));
  expect(Reservations).toHaveLength(1);
  expect(Reservations?.[0]?.Instances?.map((instance) => instance.AmiLaunchIndex)).toEqual([0, 1, 2]);
});

test("filters: tags, wildcards, states, zones; several values are alternatives, several filters conditions", async () => {
  const Tags = (name: string, tier: string) => [
    {
      ResourceType: "instance" as const,
      Tags: [
        { Key: "Name", Value: name },
        { Key: "tier", Value: tier },
      ],
    },
  ];
  const [a = ""] = await run({ TagSpecifications: Tags("filter-a", "web"), Placement: { AvailabilityZone: "us-east-1a" } });
  const [b = ""] = await run({ TagSpecifications: Tags("filter-b", "db"), Placement: { AvailabilityZone: "us-east-1b" } });
  await Promise.all([reach(a, "running"), reach(b, "running")]);
  const by = async (...Filters: [string, ...string[]][]) => {
    const found = await describe({ Filters: Filters.map(([Name, ...Values]) => ({ Name, Values })) });
    return found.map((instance) => instance.InstanceId).filter((id) => id === a || id === b);
  };
  expect(await by(["tag:Name", "filter-*"])).toEqual([a, b]);
  expect(await by(["tag:Name", "filter-?"], ["tag:tier", "web", "cache"])).toEqual([a]);
  expect(await by(["tag-key", "tier"], ["availability-zone", "us-east-1b"])).toEqual([b]);
  expect(await by(["instance-state-name", "stopped"])).toEqual([]);
  expect(await by(["tag:Name", "FILTER-*"])).toEqual([]);
  expect(await by(["instance-id", a], ["instance-state-code", "16"])).toEqual([a]);
  expect(await refusal(by(["State.Name", "running"]))).toMatchObject({
    name: "InvalidParameterValue",
    message: "The filter 'State.Name' is invalid",
  });
});

test("pages hold MaxResults instances and together all of them", async () => {
  const ids = await run({
    MinCount: 12,
    MaxCount: 12,
    TagSpecifications: [{ ResourceType: "instance", Tags: [{ Key: "paged", Value: "yes" }] }],
  });
  const pages: string[][] = [];
  const Filters = [{ Name: "tag:paged", Values: ["yes"] }];
  for await (const page of paginateDescribeInstances({ client: world.ec2, pageSize: 5 }, { Filters }))
    pages.push(
      (page.Reservations ?? []).flatMap((reservation) => reservation.Instances ?? []).map((instance) => instance.InstanceId ?? ""),
    );
  expect(pages.map((page) => page.length)).toEqual([5, 5, 2]);
  expect(pages.flat().sort()).toEqual([...ids].sort());
  const both = new DescribeInstancesCommand({ InstanceIds: ids, MaxResults: 5 });
  expect((await refusal(world.ec2.send(both))).name).toBe("InvalidParameterCombination");
});

test("a machine that dies by itself leaves the instance running and its status check impaired; a reboot mends it", async () => {
  const { ec2, sandbox } = world;
  const [id = ""] = await run();
  await reach(id, "running");
  const status = async () => {
    const { InstanceStatuses } = await ec2.send(new DescribeInstanceStatusCommand({ InstanceIds: [id] }));
    return [InstanceStatuses?.[0]?.SystemStatus?.Status, InstanceStatuses?.[0]?.InstanceStatus?.Status];
  };
  await eventually(status, ([, instance]) => instance === "ok");
  sandbox.cloud.bus.emit("machine-died", { machineId: id, at: sandbox.cloud.clock.now() });
  expect(await status()).toEqual(["ok", "impaired"]);
  expect((await describe({ InstanceIds: [id] }))[0]?.State?.Name).toBe("running");
  await ec2.send(new RebootInstancesCommand({ InstanceIds: [id] }));
  expect(await status()).toEqual(["ok", "ok"]);
});

test("an instance that cannot boot ends terminated with the reason", async () => {
  const plane = world.machines.plane;
  const boot = plane.boot;
  plane.boot = () => Promise.reject(new Error("no such program"));
  const [id = ""] = await run();
  const gone = await reach(id, "terminated");
  plane.boot = boot;
  expect(gone?.StateReason).toEqual({ Code: "Server.InternalError", Message: "Server.InternalError: Internal error on launch" });
});

test("tags are set, listed and taken away, and the machine is known by the new ones", async () => {
  const { ec2, machines } = world;
  const [id = ""] = await run();
  await reach(id, "running");
  await ec2.send(
    new CreateTagsCommand({
      Resources: [id],
      Tags: [
        { Key: "team", Value: "red" },
        { Key: "env", Value: "dev" },
      ],
    }),
  );
  expect(machines.plane.machine(id)?.spec.tags).toEqual({ team: "red", env: "dev" });
  await ec2.send(new DeleteTagsCommand({ Resources: [id], Tags: [{ Key: "env", Value: "prod" }, { Key: "team" }] }));
  const { Tags } = await ec2.send(new DescribeTagsCommand({ Filters: [{ Name: "resource-id", Values: [id] }] }));
  expect(Tags).toEqual([{ ResourceId: id, ResourceType: "instance", Key: "env", Value: "dev" }]);
  expect(await refusal(ec2.send(new CreateTagsCommand({ Resources: [id], Tags: [{ Key: "aws:own", Value: "x" }] })))).toMatchObject({
    name: "InvalidParameterValue",
    message: "Tag keys starting with 'aws:' are reserved for internal use",
  });
});

test("an instance has a root volume and a network interface, which go with it", async () => {
  const { ec2 } = world;
  const [id = ""] = await run({ TagSpecifications: [{ ResourceType: "volume", Tags: [{ Key: "app", Value: "web" }] }] });
  const attached = { Filters: [{ Name: "attachment.instance-id", Values: [id] }] };
  const { Volumes } = await ec2.send(new DescribeVolumesCommand(attached));
  expect(Volumes?.[0]).toMatchObject({ Size: 8, VolumeType: "gp3", State: "in-use", Tags: [{ Key: "app", Value: "web" }] });
  const { NetworkInterfaces } = await ec2.send(new DescribeNetworkInterfacesCommand(attached));
  expect(NetworkInterfaces?.[0]).toMatchObject({ Status: "in-use", InterfaceType: "interface" });
  await reach(id, "running");
  await ec2.send(new TerminateInstancesCommand({ InstanceIds: [id] }));
  await reach(id, "terminated");
  expect((await ec2.send(new DescribeVolumesCommand(attached))).Volumes).toEqual([]);
  expect((await ec2.send(new DescribeNetworkInterfacesCommand(attached))).NetworkInterfaces).toEqual([]);
});

test("protected instances are neither terminated nor stopped until the attribute is changed", async () => {
  const { ec2 } = world;
  const [id = ""] = await run({ DisableApiTermination: true, DisableApiStop: true });
  await reach(id, "running");
  expect(await refusal(ec2.send(new TerminateInstancesCommand({ InstanceIds: [id] })))).toMatchObject({ name: "OperationNotPermitted" });
  expect(await refusal(ec2.send(new StopInstancesCommand({ InstanceIds: [id] })))).toMatchObject({ name: "OperationNotPermitted" });
  await ec2.send(new ModifyInstanceAttributeCommand({ InstanceId: id, DisableApiTermination: { Value: false } }));
  const { DisableApiTermination } = await ec2.send(
    new DescribeInstanceAttributeCommand({ InstanceId: id, Attribute: "disableApiTermination" }),
  );
  expect(DisableApiTermination?.Value).toBe(false);
  await ec2.send(new TerminateInstancesCommand({ InstanceIds: [id] }));
});

test("a launch template gives what the request leaves out; versions build on each other", async () => {
  const { ec2 } = world;
  const LaunchTemplateName = "web";
  const made = await ec2.send(
    new CreateLaunchTemplateCommand({
      LaunchTemplateName,
      LaunchTemplateData: {
        ImageId: "ami-12c6146b",
        InstanceType: "t3.small",
        UserData: "",
        MetadataOptions: { HttpTokens: "required", HttpEndpoint: "enabled" },
        TagSpecifications: [
          {
            ResourceType: "instance",
            Tags: [
              { Key: "app", Value: "web" },
              { Key: "from", Value: "template" },
            ],
          },
        ],
      },
    }),
  );
  const LaunchTemplateId = made.LaunchTemplate?.LaunchTemplateId;
  await ec2.send(
    new CreateLaunchTemplateVersionCommand({ LaunchTemplateId, SourceVersion: "1", LaunchTemplateData: { InstanceType: "t3.large" } }),
  );
  const { LaunchTemplates } = await ec2.send(new DescribeLaunchTemplatesCommand({ LaunchTemplateNames: [LaunchTemplateName] }));
  expect(LaunchTemplates?.[0]).toMatchObject({ DefaultVersionNumber: 1, LatestVersionNumber: 2 });
  const { LaunchTemplateVersions } = await ec2.send(
    new DescribeLaunchTemplateVersionsCommand({ LaunchTemplateId, Versions: ["1", "$Latest"] }),
  );
  expect(LaunchTemplateVersions?.map((version) => [version.VersionNumber, version.LaunchTemplateData?.InstanceType])).toEqual([
    [1, "t3.small"],
    [2, "t3.large"],
  ]);
  expect(LaunchTemplateVersions?.[0]?.LaunchTemplateData?.UserData).toBeUndefined();
  const { Instances } = await ec2.send(
    new RunInstancesCommand({
      LaunchTemplate: { LaunchTemplateName, Version: "$Latest" },
      MinCount: 1,
      MaxCount: 1,
      TagSpecifications: [{ ResourceType: "instance", Tags: [{ Key: "from", Value: "request" }] }],
    }),
  );
  expect(Instances?.[0]).toMatchObject({
    InstanceType: "t3.large",
    ImageId: "ami-12c6146b",
    Tags: [
      { Key: "app", Value: "web" },
      { Key: "from", Value: "request" },
      { Key: "aws:ec2launchtemplate:id", Value: LaunchTemplateId },
      { Key: "aws:ec2launchtemplate:version", Value: "2" },
    ],
  });
  expect(
    await refusal(ec2.send(new RunInstancesCommand({ LaunchTemplate: { LaunchTemplateId, Version: "9" }, MinCount: 1, MaxCount: 1 }))),
  ).toMatchObject({ name: "InvalidLaunchTemplateId.VersionNotFound" });
});

test("launches that EC2 would refuse are refused in its words", async () => {
  expect(await refusal(run({ ImageId: "al2023" }))).toMatchObject({ name: "InvalidAMIID.Malformed" });
  expect(await refusal(run({ InstanceType: "t4g.small" }))).toMatchObject({ name: "InvalidParameterValue" });
  expect(await refusal(run({ SubnetId: "subnet-0123456789abcdef0" }))).toMatchObject({ name: "InvalidSubnetID.NotFound" });
  expect(await refusal(run({ DryRun: true }))).toMatchObject({ name: "DryRunOperation" });
  expect(await refusal(run({ IamInstanceProfile: { Name: "nobody" } }))).toMatchObject({
    name: "InvalidParameterValue",
    message: "Value (nobody) for parameter iamInstanceProfile.name is invalid. Invalid IAM Instance Profile name",
  });
  const stop = (...InstanceIds: string[]) => refusal(world.ec2.send(new StopInstancesCommand({ InstanceIds })));
  expect(await stop("i-0123456789abcdef0")).toMatchObject({
    name: "InvalidInstanceID.NotFound",
    message: "The instance ID 'i-0123456789abcdef0' does not exist",
  });
  expect(await stop("i-0123456789abcdef0", "i-0123456789abcdef1")).toMatchObject({
    message: "The instance IDs 'i-0123456789abcdef0, i-0123456789abcdef1' do not exist",
  });
  expect(await stop("machine-1")).toMatchObject({ name: "InvalidInstanceID.Malformed" });
});

test("images are found by owner and name", async () => {
  const { Images } = await world.ec2.send(
    new DescribeImagesCommand({
      Owners: ["amazon"],
      Filters: [
        { Name: "name", Values: ["al2023-ami-2023.*-x86_64"] },
        { Name: "architecture", Values: ["x86_64"] },
      ],
    }),
  );
  expect(Images).toHaveLength(1);
  expect(Images?.[0]).toMatchObject({ State: "available", RootDeviceName: "/dev/xvda", OwnerId: "137112412989" });
});
