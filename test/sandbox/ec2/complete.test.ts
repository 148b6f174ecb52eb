import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { autoscalingService } from "../../../src/sandbox/autoscaling";
import { ec2Service } from "../../../src/sandbox/ec2";
import { fastSandbox } from "./clients";

const listed = (service: string) =>
  readFileSync(resolve(__dirname, `../../../tools/model/operations/${service}.txt`), "utf8")
    .split("\n")
    .filter(Boolean)
    .sort();

test.each([
  ["ec2", ec2Service],
  ["autoscaling", autoscalingService],
] as const)("every operation listed for %s has a handler, and every handler an operation", async (service, factory) => {
  const { sandbox } = await fastSandbox();
  expect(Object.keys(factory(sandbox.cloud).operations).sort()).toEqual(listed(service));
});
