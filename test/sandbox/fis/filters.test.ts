import { passes } from "../../../src/sandbox/fis/resolve/filters";

const instance = {
  InstanceId: "i-1",
  State: { Code: 16, Name: "running" },
  Placement: { AvailabilityZone: "us-east-1a" },
  EbsOptimized: false,
  SecurityGroups: [{ GroupId: "sg-1" }, { GroupId: "sg-2" }],
};
const filter = (path: string, ...values: string[]) => [{ path, values }];

test("a path leads through the Describe output", () => {
  expect(passes(instance, filter("Placement.AvailabilityZone", "us-east-1a"))).toBe(true);
  expect(passes(instance, filter("Placement.AvailabilityZone", "us-east-1b"))).toBe(false);
});
test("values of one filter are alternatives, filters must all pass", () => {
  expect(passes(instance, filter("State.Name", "pending", "running"))).toBe(true);
  expect(passes(instance, [...filter("State.Name", "running"), ...filter("InstanceId", "i-2")])).toBe(false);
});
test("any element of an array may match", () => {
  expect(passes(instance, filter("SecurityGroups.GroupId", "sg-2"))).toBe(true);
});
test("numbers and booleans are compared as text", () => {
  expect(passes(instance, [...filter("State.Code", "16"), ...filter("EbsOptimized", "false")])).toBe(true);
});
test("paths are PascalCase also where the service writes camelCase, and no other case will do", () => {
  expect(passes({ nodegroup: { clusterName: "c" } }, filter("Nodegroup.ClusterName", "c"))).toBe(true);
  expect(passes(instance, filter("state.name", "running"))).toBe(false);
});
test("a path that leads nowhere matches nothing", () => {
  expect(passes(instance, filter("Platform.Name", ""))).toBe(false);
});
