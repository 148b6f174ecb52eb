import { GetObjectCommand, PutObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import type { Files } from "../../../journal";
import { isAwsError } from "../../clients";
import { awsStoreError } from "./errors";

/** Files in the Orchestrator's bucket. Trouble is a FaultlineError `store-…`. */
export function awsFiles(s3: S3Client, bucket: string): Files {
  return {
    async put(key, body, contentType = "application/json") {
      try {
        await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body, ContentType: contentType }));
      } catch (thrown) {
        throw awsStoreError(`s3://${bucket}/${key}`, thrown);
      }
    },
    async get(key) {
      try {
        const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
        return await Body?.transformToString("utf8");
      } catch (thrown) {
        if (isAwsError(thrown, "NoSuchKey")) return undefined;
        throw awsStoreError(`s3://${bucket}/${key}`, thrown);
      }
    },
  };
}
