import { FisClient, ListExperimentTemplatesCommand } from "@aws-sdk/client-fis";
import { until } from "../../sandbox/lambda/world";
import { awsConfig, sandbox } from "../../sandbox/support";
import { World } from "./world";

const TEMPLATE = "aws:fis/experimentTemplate:ExperimentTemplate";
const trust = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "fis.amazonaws.com" }, Action: "sts:AssumeRole" }],
});
const inputs = {
  description: "waits",
  roleArn: "arn:aws:iam::123456789012:role/young",
  stopConditions: [{ source: "none" }],
  actions: [{ name: "pause", actionId: "aws:fis:wait", parameters: [{ key: "duration", value: "PT1M" }] }],
};

test("a template whose role is seconds old may be refused, as AWS's provider does not ask again; the next up makes it, once", async () => {
  const { url } = await sandbox({ speed: 10, rolesSettleMs: 30_000 });
  const world = new World(url);
  await world.make("aws:iam/role:Role", "young", { name: "young", assumeRolePolicy: trust });
  await expect(world.make(TEMPLATE, "pause", inputs)).rejects.toThrow(/role\/young cannot be assumed/);
  const fis = new FisClient(awsConfig({ url }));
  const templates = async () => (await fis.send(new ListExperimentTemplatesCommand({}))).experimentTemplates?.map(({ id }) => id);
  expect(await templates()).toEqual([]);
  const made = await until(() => world.make(TEMPLATE, "pause", inputs).catch(() => undefined), "template");
  expect(await templates()).toEqual([made.id]);
  world.provider.close();
}, 90_000);
