import { json, project } from "./faultline";

interface Listed {
  readonly registrations: readonly { readonly name: string; readonly inputs: Readonly<Record<string, unknown>> }[];
}

const PROGRAM = `
import * as aws from "@pulumi/aws";
const seen = ["AWS_ENDPOINT_URL", "AWS_ACCESS_KEY_ID", "AWS_SESSION_TOKEN", "AWS_PROFILE"].map((name) => process.env[name] ?? "none");
new aws.ec2.Vpc("seen", { cidrBlock: "10.0.0.0/16", tags: { seen: seen.join(" ") } });
`;

test("a program under rehearsal is handed no credentials of its user, and an endpoint that is not AWS", async () => {
  const dir = project({
    "Pulumi.yaml": "name: own\nruntime: nodejs\n",
    "Pulumi.local.yaml": "config:\n  aws:region: us-east-1\n",
    "index.ts": PROGRAM,
  });
  const env = { AWS_ACCESS_KEY_ID: "AKIAREAL", AWS_SECRET_ACCESS_KEY: "real", AWS_SESSION_TOKEN: "real", AWS_PROFILE: "prod" };
  const { code, told } = await json<Listed>(["rehearse", "--list"], { cwd: dir, env });
  expect(code).toBe(0);
  expect(told.registrations.find(({ name }) => name === "seen")?.inputs.tags).toMatchObject({
    seen: "http://127.0.0.1:9 faultline none none",
  });
});
