import * as pulumi from "@pulumi/pulumi";

export const owner = new pulumi.Config().require("owner");
