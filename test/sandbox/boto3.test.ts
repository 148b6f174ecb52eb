import { execFile, spawnSync } from "node:child_process";
import { join } from "node:path";
import { sandbox } from "./support";

const installed = spawnSync("python3", ["-c", "import boto3"]).status === 0;
if (!installed) console.warn("Python with boto3 is not installed here: its test is skipped.");

(installed ? test : test.skip)(
  "a program with boto3 uses S3, DynamoDB, Lambda, SQS, SNS, EventBridge and Scheduler as on AWS",
  async () => {
    const { url } = await sandbox({ speed: 60 });
    const env = { PATH: process.env.PATH, HOME: process.env.HOME, NO_PROXY: "127.0.0.1", AWS_EC2_METADATA_DISABLED: "true" };
    const text = await new Promise<string>((resolve, reject) => {
      execFile("python3", [join(__dirname, "python-program.py"), url], { env }, (problem, stdout, stderr) => {
        if (problem) reject(new Error(stderr.trim() || problem.message));
        else resolve(stdout);
      });
    });
    expect(JSON.parse(text)).toEqual({
      s3: {
        ...{ same: true, etag: true, copied: true, keys: ["a b/é+%.json", "copies/large", "large"], folders: ["a b/", "copies/"] },
        ...{ range: "010203", missing: "404", acl: "FULL_CONTROL", presigned: true },
      },
      dynamodb: { items: ["0", "1", "2"], twice: "ConditionalCheckFailedException", missing: "ResourceNotFoundException" },
      lambda: {
        answer: { twice: 42 },
        alias: "arn:aws:lambda:us-east-1:123456789012:function:twice:live",
        missing: "ResourceNotFoundException",
      },
      sqs: { body: "hello", missing: "AWS.SimpleQueueService.NonExistentQueue" },
      sns: { body: "from the topic", topics: ["arn:aws:sns:us-east-1:123456789012:news"] },
      events: { body: { n: 1 }, rules: ["own"] },
      scheduler: { body: "due", names: ["hourly"], missing: "ResourceNotFoundException" },
    });
  },
  300_000,
);
