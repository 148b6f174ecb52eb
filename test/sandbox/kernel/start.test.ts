import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { awsConfig, sandbox } from "../support";
import { ask } from "../wire/http";

test("a sandbox answers who the caller is to an AWS SDK client", async () => {
  const box = await sandbox();
  const sts = new STSClient(awsConfig(box));
  const { Account, Arn } = await sts.send(new GetCallerIdentityCommand({}));
  expect({ Account, Arn }).toEqual({ Account: "123456789012", Arn: "arn:aws:iam::123456789012:root" });
  sts.destroy();
});

test("an access key of twelve digits is that account's", async () => {
  const box = await sandbox();
  const sts = new STSClient(awsConfig(box, "210987654321"));
  expect((await sts.send(new GetCallerIdentityCommand({}))).Account).toBe("210987654321");
  sts.destroy();
});

test("an address that was signed ahead is answered, as Kubernetes' tokens need it", async () => {
  const box = await sandbox();
  const query = new URLSearchParams({
    Action: "GetCallerIdentity",
    Version: "2011-06-15",
    "X-Amz-Algorithm": "AWS4-HMAC-SHA256",
    "X-Amz-Credential": "210987654321/20260105/eu-west-1/sts/aws4_request",
    "X-Amz-Signature": "00",
  });
  const { status, text } = await ask(box.url, `/?${query}`);
  expect(status).toBe(200);
  expect(text).toContain("<Arn>arn:aws:iam::210987654321:root</Arn>");
});

test("a request that nobody signed is the account's own, in the sandbox's Region", async () => {
  const box = await sandbox({ accountId: "111122223333", region: "eu-north-1" });
  const body = JSON.stringify({ logGroupName: "g" });
  const send = (target: string) =>
    ask(box.url, "/", {
      method: "POST",
      headers: { "x-amz-target": `Logs_20140328.${target}`, "content-type": "application/x-amz-json-1.1" },
      body,
    });
  expect((await send("CreateLogGroup")).status).toBe(200);
  expect((await send("DescribeLogGroups")).text).toContain("arn:aws:logs:eu-north-1:111122223333:log-group:g");
});
