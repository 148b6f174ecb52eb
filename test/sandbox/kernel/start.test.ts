import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { awsConfig, sandbox } from "../support";

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
