import { GetObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { bounded } from "./calls";
import type { AwsStoreOptions } from "./parts";

/** Texts of the bucket. */
export interface Objects {
  /** `undefined` when there is none. */
  read(key: string): Promise<string | undefined>;
  write(key: string, text: string, contentType: string): Promise<void>;
  /** Writes it if there is nothing yet. False: there is, and it stays as it is. https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html */
  writeNew(key: string, text: string, contentType: string): Promise<boolean>;
}

export function awsObjects({ s3, bucket }: Pick<AwsStoreOptions, "s3" | "bucket">): Objects {
  const where = (key: string) => `s3://${bucket}/${key}`;
  return {
    read: (key) =>
      bounded("Reading", where(key), async (options) => {
        try {
          const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }), options);
          return await Body?.transformToString("utf-8");
        } catch (thrown) {
          if ((thrown as { name?: string }).name === "NoSuchKey") return undefined;
          throw thrown;
        }
      }),
    write: (key, text, ContentType) =>
      bounded("Writing", where(key), async (options) => {
        await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: text, ContentType }), options);
      }),
    writeNew: (key, text, ContentType) =>
      bounded("Writing", where(key), async (options) => {
        try {
          await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: text, ContentType, IfNoneMatch: "*" }), options);
          return true;
        } catch (thrown) {
          const { name = "", $metadata } = thrown as { readonly name?: string; readonly $metadata?: { readonly httpStatusCode?: number } };
          // Of two writers at once S3 refuses one by a conflict: it is there as well then.
          if (name === "PreconditionFailed" || name === "ConditionalRequestConflict" || $metadata?.httpStatusCode === 412) return false;
          throw thrown;
        }
      }),
  };
}
