import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

const bucket = new aws.s3.Bucket("logs", { bucket: "my-logs" });

class Strange extends pulumi.CustomResource {
  declare readonly size: pulumi.Output<number>;
  constructor(name: string) {
    super("strange:index:Thing", name, { size: 3 });
  }
}
const thing = new Strange("thing");

export const bucketName = bucket.bucket;
export const size = thing.size;
export const id = thing.id;
