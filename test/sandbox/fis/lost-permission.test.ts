import { fakeCloud, launch, look, settle } from "./fake-cloud";

/** Each call that an action makes as the experiment's role, taken away: the action fails in AWS's words, and is not taken for done. */
const tags = (resourceType: string) => ({ it: { resourceType, resourceTags: { app: "web" }, selectionMode: "ALL" } });
const fault = (resourceType: string, actionId: string, key: string, parameters: Readonly<Record<string, string>> = {}) => ({
  targets: tags(resourceType),
  actions: { act: { actionId, parameters, targets: { [key]: "it" } } },
});

const instances = (operation: string) => ({
  "ec2:DescribeInstances": () => ({
    Reservations: [{ Instances: [{ InstanceId: "i-1", State: { Name: "running" }, Placement: { AvailabilityZone: "us-east-1a" } }] }],
  }),
  [operation]: () => ({}),
});

const cases: readonly (readonly [operation: string, template: object])[] = [
  ["ec2:StopInstances", fault("aws:ec2:instance", "aws:ec2:stop-instances", "Instances", { startInstancesAfterDuration: "PT5M" })],
  ["ec2:RebootInstances", fault("aws:ec2:instance", "aws:ec2:reboot-instances", "Instances")],
  ["ec2:TerminateInstances", fault("aws:ec2:instance", "aws:ec2:terminate-instances", "Instances")],
];

test.each(cases)("without %s the action fails as at AWS, and nothing was done", async (operation, template) => {
  const fake = fakeCloud(instances(operation), { denied: () => [operation] });
  const id = await launch(fake, template);
  await settle(fake);
  const { state, actions } = await look(fake, id);
  expect(state).toMatchObject({ status: "failed", error: { code: "AuthorizationFailure" } });
  expect(actions.act?.state.status).toBe("failed");
  expect(fake.seen.some((call) => `${call.service}:${call.operation}` === operation)).toBe(false);
});

test.each(cases)("with %s it is done", async (operation, template) => {
  const fake = fakeCloud(instances(operation));
  await launch(fake, template);
  await settle(fake);
  expect(fake.seen.find((call) => `${call.service}:${call.operation}` === operation)).toMatchObject({ by: "role" });
});
