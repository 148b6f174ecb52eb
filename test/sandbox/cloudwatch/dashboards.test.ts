import { account, alarmArn, cloudwatch } from "./world";

const arn = `arn:aws:cloudwatch::${account}:dashboard/main`;

test("a dashboard is put, read, listed in every Region of the account, and deleted", async () => {
  const { call, clock } = cloudwatch();
  const body = '{"widgets":[]}';
  expect(await call("PutDashboard", { DashboardName: "main", DashboardBody: body })).toEqual({ DashboardValidationMessages: [] });
  expect(await call("GetDashboard", { DashboardName: "main" })).toEqual({ DashboardArn: arn, DashboardBody: body, DashboardName: "main" });
  expect(await call("ListDashboards", { DashboardNamePrefix: "ma" }, { region: "eu-west-1" })).toEqual({
    DashboardEntries: [{ DashboardName: "main", DashboardArn: arn, LastModified: new Date(clock.now()), Size: body.length }],
    NextToken: undefined,
  });
  expect(await call("ListDashboards", {}, { accountId: "999999999999" })).toMatchObject({ DashboardEntries: [] });
  await call("DeleteDashboards", { DashboardNames: ["main"] });
  await expect(call("GetDashboard", { DashboardName: "main" })).rejects.toMatchObject({
    code: "DashboardNotFoundError",
    status: 404,
    message: "Dashboard main does not exist",
  });
  await expect(call("DeleteDashboards", { DashboardNames: ["main"] })).rejects.toMatchObject({ code: "DashboardNotFoundError" });
});

test.each([
  ["main", "no JSON", "must be a valid JSON object"],
  ["main", "[]", "must be a valid JSON object"],
  ["main", "{}", "widgets"],
  ["not a name", '{"widgets":[]}', "invalid characters"],
])("%j with body %j is refused", async (DashboardName, DashboardBody, message) => {
  await expect(cloudwatch().call("PutDashboard", { DashboardName, DashboardBody })).rejects.toThrow(message);
});

test("alarms and dashboards are tagged and untagged by ARN", async () => {
  const { call } = cloudwatch();
  await call("PutDashboard", { DashboardName: "main", DashboardBody: '{"widgets":[]}' });
  await call("PutCompositeAlarm", { AlarmName: "c", AlarmRule: "FALSE", Tags: [{ Key: "env", Value: "dev" }] });
  for (const ResourceARN of [arn, alarmArn("c")]) {
    await call("TagResource", {
      ResourceARN,
      Tags: [
        { Key: "env", Value: "prod" },
        { Key: "team", Value: "shop" },
      ],
    });
    await call("UntagResource", { ResourceARN, TagKeys: ["env", "unknown"] });
    expect(await call("ListTagsForResource", { ResourceARN })).toEqual({ Tags: [{ Key: "team", Value: "shop" }] });
  }
  expect(await call("ListTagsForResource", { ResourceARN: alarmArn("gone") })).toEqual({ Tags: [] });
  await expect(call("UntagResource", { ResourceARN: alarmArn("gone"), TagKeys: ["env"] })).rejects.toMatchObject({
    code: "ResourceNotFoundException",
    status: 404,
    fields: { ResourceId: alarmArn("gone") },
  });
});

test("tagged alarms and dashboards are offered to the tagging API", async () => {
  const { call, cloud } = cloudwatch();
  await call("PutDashboard", { DashboardName: "main", DashboardBody: '{"widgets":[]}', Tags: [{ Key: "a", Value: "1" }] });
  await call("PutCompositeAlarm", { AlarmName: "c", AlarmRule: "FALSE", Tags: [{ Key: "b", Value: "2" }] });
  const [source] = cloud.tagSources;
  expect(source?.service).toBe("cloudwatch");
  expect([...(source?.resources({ accountId: account, region: "us-east-1" }) ?? [])]).toEqual([
    { arn: alarmArn("c"), type: "cloudwatch:alarm", tags: { b: "2" } },
    { arn, type: "cloudwatch:dashboard", tags: { a: "1" } },
  ]);
});

test("a dashboard's name has few characters, and deleting none is refused", async () => {
  const { call } = cloudwatch();
  await expect(call("PutDashboard", { DashboardName: "a b", DashboardBody: '{"widgets":[]}' })).rejects.toMatchObject({
    code: "InvalidParameterValueException",
    message:
      "The value for field DashboardName contains invalid characters. It can only contain alphanumerics, dash (-) and underscore (_).\n",
  });
  await expect(call("DeleteDashboards", { DashboardNames: [] })).rejects.toMatchObject({ code: "InvalidParameterValueException" });
});
