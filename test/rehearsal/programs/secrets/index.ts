import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

const config = new pulumi.Config();
const password = config.requireSecret("password");
const parameter = new aws.ssm.Parameter("token", { type: "SecureString", value: pulumi.interpolate`token-${password}` });
const open = new aws.ssm.Parameter("open", { type: "String", value: "public" }, { additionalSecretOutputs: ["arn"] });

export const value = parameter.value;
export const arn = open.arn;
export const plain = open.value;
