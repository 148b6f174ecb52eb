import * as aws from "@pulumi/aws";

const other = new aws.Provider("other", { region: "us-west-2" });
const here = new aws.ec2.Vpc("here", { cidrBlock: "10.0.0.0/16" });
const there = new aws.ec2.Vpc("there", { cidrBlock: "10.1.0.0/16" }, { provider: other });

export const hereArn = here.arn;
export const thereArn = there.arn;
export const region = aws.getRegionOutput().name;
