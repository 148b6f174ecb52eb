import { execFile, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sandbox } from "./support";

const installed = spawnSync("aws", ["--version"]).status === 0;
if (!installed) console.warn("The AWS CLI is not installed here: its tests of S3 and DynamoDB are skipped.");

(installed ? test : test.skip)(
  "the AWS CLI copies files to a bucket and back, and writes to a table once",
  async () => {
    const { url } = await sandbox();
    const home = mkdtempSync(join(tmpdir(), "faultline-cli-stores-"));
    const env = {
      ...{ PATH: process.env.PATH, HOME: home, AWS_PAGER: "", NO_PROXY: "127.0.0.1", AWS_EC2_METADATA_DISABLED: "true" },
      ...{ AWS_ACCESS_KEY_ID: "AKIDEXAMPLE", AWS_SECRET_ACCESS_KEY: "secret", AWS_DEFAULT_REGION: "us-east-1", AWS_MAX_ATTEMPTS: "1" },
    };
    const aws = (...words: string[]) =>
      new Promise<string>((resolve, reject) => {
        execFile("aws", ["--endpoint-url", url, "--output", "json", ...words], { env }, (problem, stdout, stderr) => {
          if (problem) reject(new Error(stderr.trim() || problem.message));
          else resolve(stdout);
        });
      });
    try {
      const [from, to] = [join(home, "large"), join(home, "back")];
      // Larger than the CLI sends in one piece.
      writeFileSync(from, Buffer.alloc(9 * 1_024 * 1_024, "faultline"));
      await aws("s3", "mb", "s3://reports");
      await aws("s3", "cp", from, "s3://reports/runs/large", "--no-progress");
      expect(await aws("s3", "ls", "s3://reports/runs/")).toMatch(/ 9437184 large\n$/);
      await aws("s3", "cp", "s3://reports/runs/large", to, "--no-progress");
      expect(readFileSync(to).equals(readFileSync(from))).toBe(true);
      await aws("s3", "rb", "s3://reports", "--force");
      await expect(aws("s3api", "head-bucket", "--bucket", "reports")).rejects.toThrow(/404/);

      const key = ["--key-schema", "AttributeName=pk,KeyType=HASH", "--attribute-definitions", "AttributeName=pk,AttributeType=S"];
      await aws("dynamodb", "create-table", "--table-name", "history", "--billing-mode", "PAY_PER_REQUEST", ...key);
      const item = ["--table-name", "history", "--item", '{"pk":{"S":"run"}}', "--condition-expression", "attribute_not_exists(pk)"];
      await aws("dynamodb", "put-item", ...item);
      await expect(aws("dynamodb", "put-item", ...item)).rejects.toThrow(/ConditionalCheckFailedException/);
    } finally {
      rmSync(home, { recursive: true, force: true });
    }
  },
  300_000,
);
