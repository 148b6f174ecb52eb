import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DescribeInstancesCommand, EC2Client, RunInstancesCommand } from "@aws-sdk/client-ec2";
import { GetExperimentCommand } from "@aws-sdk/client-fis";
import { ec2Service } from "../../../src/sandbox/ec2";
import { fisService } from "../../../src/sandbox/fis";
import { iamService } from "../../../src/sandbox/iam";
import type { Sandbox } from "../../../src/sandbox/kernel/start";
import { stsService } from "../../../src/sandbox/sts";
import { awsConfig, sandbox } from "../support";
import { Lab, until } from "./lab";
import { raw } from "./wire";

jest.setTimeout(60_000);
const dataDir = mkdtempSync(join(tmpdir(), "fis-restart-"));
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

const begin = () => sandbox({ services: [iamService, stsService, ec2Service, fisService], speed: 240, dataDir });
const state = async (world: Sandbox) => {
  const ec2 = new EC2Client(awsConfig(world));
  const { Reservations = [] } = await ec2.send(new DescribeInstancesCommand({}));
  ec2.destroy();
  return Reservations[0]?.Instances?.[0]?.State?.Name;
};

test("what a sandbox left stopped is started by the next one, and the experiment has failed", async () => {
  const first = await begin();
  const lab = new Lab(first);
  await lab.role(["ec2:*"]);
  const ec2 = new EC2Client(awsConfig(first));
  const TagSpecifications = [{ ResourceType: "instance" as const, Tags: [{ Key: "app", Value: "web" }] }];
  await ec2.send(new RunInstancesCommand({ ImageId: "ami-12c6146b", MinCount: 1, MaxCount: 1, TagSpecifications }));
  ec2.destroy();
  await until(async () => (await state(first)) === "running");
  const id = await lab.launch({
    targets: { web: { resourceType: "aws:ec2:instance", resourceTags: { app: "web" }, selectionMode: "ALL" } },
    actions: {
      stop: { actionId: "aws:ec2:stop-instances", parameters: { startInstancesAfterDuration: "PT10H" }, targets: { Instances: "web" } },
    },
  });
  await until(async () => (await state(first)) === "stopped");
  lab.close();
  await first.stop();

  const second = await begin();
  const after = new Lab(second);
  await until(async () => (await after.look(id)).state?.status === "failed", "the failed experiment");
  const reply = await raw<{ experiment: { state: { error: object } } }>(second, "GetExperiment", { id });
  expect(reply.body.experiment.state.error).toMatchObject({ code: "InternalFailure" });
  expect((await after.fis.send(new GetExperimentCommand({ id }))).experiment?.actions?.stop?.state?.status).toBe("stopped");
  await until(async () => (await state(second)) === "running");
  after.close();
});
