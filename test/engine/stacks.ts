import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { EC2 } from "@aws-sdk/client-ec2";
import { EKS } from "@aws-sdk/client-eks";
import { IAM } from "@aws-sdk/client-iam";
import { parse } from "yaml";
import { awsConfig } from "../sandbox/support";

const FOLDER = join(__dirname, "../../stacks");

/** The stacks of this repository, by their configuration files. */
export const STACKS: readonly string[] = readdirSync(FOLDER).flatMap((file) => /^Pulumi\.(.+)\.yaml$/.exec(file)?.[1] ?? []);

interface StackFile {
  readonly config: Readonly<Record<string, unknown>>;
}

/** What a stack's configuration says, without its namespace. */
export function settings(stack: string): {
  readonly region: string;
  readonly cluster?: string;
  readonly orchestrated: boolean;
  readonly keeps: boolean;
} {
  const { config } = parse(readFileSync(join(FOLDER, `Pulumi.${stack}.yaml`), "utf8")) as StackFile;
  const of = (key: string) => config[`faultline-example:${key}`];
  const orchestrated = of("orchestrator") === "true";
  return {
    region: String(config["aws:region"]),
    ...(typeof of("cluster") === "string" ? { cluster: String(of("cluster")) } : {}),
    orchestrated,
    keeps: orchestrated && of("history") !== "delete",
  };
}

/** Makes what a stack says is there already: a team's own cluster. */
export async function furnish(target: { readonly url: string }, stack: string): Promise<void> {
  const { region, cluster } = settings(stack);
  if (cluster === undefined) return;
  const config = awsConfig(target, undefined, region);
  const [ec2, eks] = [new EC2(config), new EKS(config)];
  const { Vpc } = await ec2.createVpc({ CidrBlock: "10.0.0.0/16" });
  const subnetIds: string[] = [];
  for (const [index, zone] of ["a", "b"].entries()) {
    const { Subnet } = await ec2.createSubnet({ VpcId: Vpc?.VpcId, CidrBlock: `10.0.${index}.0/24`, AvailabilityZone: `${region}${zone}` });
    subnetIds.push(Subnet?.SubnetId ?? "");
  }
  const trust = {
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { Service: "eks.amazonaws.com" }, Action: "sts:AssumeRole" }],
  };
  const { Role } = await new IAM(config).createRole({ RoleName: "theirs", AssumeRolePolicyDocument: JSON.stringify(trust) });
  await eks.createCluster({
    name: cluster,
    roleArn: Role?.Arn,
    resourcesVpcConfig: { subnetIds },
    accessConfig: { authenticationMode: "API" },
  });
  for (let tries = 0; tries < 600; tries++) {
    if ((await eks.describeCluster({ name: cluster })).cluster?.status === "ACTIVE") return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`the cluster ${cluster} does not become active`);
}
