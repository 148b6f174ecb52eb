import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { BUCKET } from "../../journal";
import { settingsOf } from "./normal";
import type { Parts } from "./parts";

/**
 * What a run reads at its start: each experiment's Manifest and settings. They are written after the function may act on what they name.
 */
export function documents(
  { name, normal, opts }: Parts,
  bucket: aws.s3.Bucket,
  policy: aws.iam.RolePolicy,
): readonly aws.s3.BucketObjectv2[] {
  const put = (kind: string, experiment: string, key: string, content: pulumi.Input<string>) =>
    new aws.s3.BucketObjectv2(
      `${name}-${kind}-${experiment}`,
      { bucket: bucket.bucket, key, content, contentType: "application/json" },
      { ...opts, dependsOn: [policy] },
    );
  return normal.experiments.flatMap((one) => {
    const { experimentName, manifest } = one.experiment;
    return [
      put("manifest", experimentName, BUCKET.manifest(experimentName), pulumi.jsonStringify(manifest)),
      put("settings", experimentName, BUCKET.settings(experimentName), JSON.stringify(settingsOf(one))),
    ];
  });
}
