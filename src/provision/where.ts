import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

/** The account and Region of the provider that makes an experiment. */
export interface Where {
  readonly accountId: pulumi.Output<string>;
  readonly region: pulumi.Output<string>;
  /** Fills `{partition}`, `{region}` and `{account}` in a text. */
  fill(text: string): pulumi.Output<string>;
}

export function whereOf(parent: pulumi.Resource): Where {
  const accountId = aws.getCallerIdentityOutput({}, { parent }).accountId;
  const region = aws.getRegionOutput({}, { parent }).region;
  const partition = aws.getPartitionOutput({}, { parent }).partition;
  return {
    accountId,
    region,
    fill: (text) =>
      pulumi
        .all([accountId, region, partition])
        .apply(([account, here, part]) =>
          text.replaceAll("{partition}", part).replaceAll("{region}", here).replaceAll("{account}", account),
        ),
  };
}
