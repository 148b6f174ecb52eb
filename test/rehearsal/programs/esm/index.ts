import * as aws from "@pulumi/aws";
import { cidr } from "./cidr.js";

const vpc = new aws.ec2.Vpc("main", { cidrBlock: await Promise.resolve(cidr) });

export const cidrBlock = vpc.cidrBlock;
