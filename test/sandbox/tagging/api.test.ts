import { CloudWatchLogsClient, CreateLogGroupCommand, ListTagsForResourceCommand } from "@aws-sdk/client-cloudwatch-logs";
import { CreateVpcCommand, DescribeTagsCommand, EC2Client } from "@aws-sdk/client-ec2";
import type { Sandbox } from "../../../src/sandbox/kernel/start";
import { awsConfig, sandbox } from "../support";
import { askJson } from "../wire/http";

let box: Sandbox;
let vpcArn: string;
const groupArn = "arn:aws:logs:us-east-1:123456789012:log-group:g";

beforeEach(async () => {
  box = await sandbox();
  const ec2 = new EC2Client(awsConfig(box));
  const TagSpecifications = [{ ResourceType: "vpc" as const, Tags: [{ Key: "team", Value: "a" }] }];
  const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: "10.0.0.0/16", TagSpecifications }));
  vpcArn = `arn:aws:ec2:us-east-1:123456789012:vpc/${Vpc?.VpcId}`;
  ec2.destroy();
  const logs = new CloudWatchLogsClient(awsConfig(box));
  await logs.send(new CreateLogGroupCommand({ logGroupName: "g", tags: { team: "b", stage: "prod" } }));
  logs.destroy();
});

async function tagging(operation: string, input: object) {
  const { text } = await askJson(box.url, "tagging", `ResourceGroupsTaggingAPI_20170126.${operation}`, input);
  return JSON.parse(text) as { ResourceTagMappingList: { ResourceARN: string }[]; PaginationToken: string; FailedResourcesMap: object };
}

const arns = async (input: object) => (await tagging("GetResources", input)).ResourceTagMappingList.map(({ ResourceARN }) => ResourceARN);

test.each([
  [{}, ["vpc", "group"]],
  [{ TagFilters: [{ Key: "team" }] }, ["vpc", "group"]],
  [{ TagFilters: [{ Key: "team", Values: ["a", "c"] }] }, ["vpc"]],
  [{ TagFilters: [{ Key: "team" }, { Key: "stage", Values: ["prod"] }] }, ["group"]],
  [{ ResourceTypeFilters: ["ec2"] }, ["vpc"]],
  [{ ResourceTypeFilters: ["ec2:vpc"] }, ["vpc"]],
  [{ ResourceTypeFilters: ["ec2:instance"] }, []],
  [{ ResourceARNList: [groupArn] }, ["group"]],
])("resources by %j", async (input, found) => {
  expect(await arns(input)).toEqual(found.map((name) => (name === "vpc" ? vpcArn : groupArn)));
});

test("pages follow one another by their token", async () => {
  const first = await tagging("GetResources", { ResourcesPerPage: 1 });
  expect(first.ResourceTagMappingList).toHaveLength(1);
  const second = await tagging("GetResources", { ResourcesPerPage: 1, PaginationToken: first.PaginationToken });
  expect([first.ResourceTagMappingList[0]?.ResourceARN, second.ResourceTagMappingList[0]?.ResourceARN]).toEqual([vpcArn, groupArn]);
  expect(second.PaginationToken).toBe("");
});

test("tags put by this API are those of the service, and failures are told per resource", async () => {
  const missing = "arn:aws:logs:us-east-1:123456789012:log-group:none";
  const foreign = "arn:aws:s3:::bucket";
  const { FailedResourcesMap } = await tagging("TagResources", {
    ResourceARNList: [vpcArn, groupArn, missing, foreign],
    Tags: { added: "1" },
  });
  expect(Object.keys(FailedResourcesMap)).toEqual([missing, foreign]);
  expect(JSON.stringify(FailedResourcesMap)).toContain("does not tag arn:aws:s3:::bucket by this API");
  await tagging("UntagResources", { ResourceARNList: [vpcArn, groupArn], TagKeys: ["team"] });
  const logs = new CloudWatchLogsClient(awsConfig(box));
  expect((await logs.send(new ListTagsForResourceCommand({ resourceArn: groupArn }))).tags).toEqual({ stage: "prod", added: "1" });
  logs.destroy();
  const ec2 = new EC2Client(awsConfig(box));
  const { Tags } = await ec2.send(new DescribeTagsCommand({ Filters: [{ Name: "resource-type", Values: ["vpc"] }] }));
  expect(Tags?.map(({ Key, Value }) => [Key, Value])).toEqual([["added", "1"]]);
  ec2.destroy();
});
