import * as aws from "@pulumi/aws";

const known = aws.ec2.Vpc.get("known", "vpc-123");
const imported = new aws.ec2.Vpc("imported", { cidrBlock: "10.0.0.0/16" }, { import: "vpc-456" });

export const knownBlock = known.cidrBlock;
export const importedId = imported.id;
