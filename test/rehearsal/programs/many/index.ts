import * as aws from "@pulumi/aws";

const vpc = new aws.ec2.Vpc("main", { cidrBlock: "10.0.0.0/16" });
export const ids = Array.from(
  { length: 59 },
  (_, index) => new aws.ec2.Subnet(`subnet-${index}`, { vpcId: vpc.id, cidrBlock: `10.0.${index}.0/24` }).id,
);
