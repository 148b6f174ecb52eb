import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Locality } from "../words";

/** The partition, Region and account of the provider that makes an experiment. */
export function localityOf(parent: pulumi.Resource): pulumi.Output<Locality> {
  const opts = { parent };
  return pulumi
    .all([
      aws.getPartitionOutput({}, opts).partition,
      aws.getRegionOutput({}, opts).region,
      aws.getCallerIdentityOutput({}, opts).accountId,
    ])
    .apply(([partition, region, accountId]) => ({ partition, region, accountId }));
}
