import * as aws from "@pulumi/aws";

new aws.ec2.Vpc("main", { cidrBlock: "refuse-me" });
