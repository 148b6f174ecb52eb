import * as aws from "@pulumi/aws";

new aws.ec2.Vpc("main", { cidrBlock: "10.0.0.0/16" });
new aws.ec2.Vpc("main", { cidrBlock: "10.1.0.0/16" });
