import * as aws from "@pulumi/aws";

new aws.ec2.Vpc("main", { cidrBlock: "10.0.0.0/16" });

function zone(names: readonly string[]): string {
  if (names.length === 0) throw new Error("no zones given");
  return names[0] ?? "";
}

zone([]);
