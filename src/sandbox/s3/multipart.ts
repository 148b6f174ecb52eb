import { createHash } from "node:crypto";
import type { Call, Cloud, Handler } from "../kernel/cloud";
import { AwsError } from "../kernel/error";
import { type AttributesInput, attributesOf } from "./attributes";
import { checkWrite, type ReadConditions } from "./conditions";
import { type CopySource, copied } from "./copies";
import { spanOf } from "./range";
import { bucketOf, byBytes, type PartRecord, partsOf, type UploadRecord, uploadsOf } from "./records";
import { type At, md5Of, Versions } from "./versions";

interface OfUpload extends At {
  readonly UploadId: string;
}
interface PartInput extends OfUpload {
  readonly PartNumber: number;
}
interface CompleteInput extends OfUpload, Pick<ReadConditions, "IfMatch" | "IfNoneMatch"> {
  readonly MultipartUpload?: { readonly Parts?: readonly { readonly ETag?: string; readonly PartNumber?: number }[] };
}

/** Every part but the last: https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html */
const LEAST_PART = 5 * 1_024 * 1_024;
const MOST_PARTS = 10_000;
const SSE = { ServerSideEncryption: "AES256" } as const;

const bare = (etag: string) => etag.replaceAll('"', "");

/** Uploads in parts: https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html */
export function multipartOperations(cloud: Cloud): Record<string, Handler> {
  const versions = new Versions(cloud);
  const uploadOf = ({ Bucket, Key, UploadId }: OfUpload, call: Call): UploadRecord => {
    bucketOf(cloud, call.accountId, Bucket);
    const found = uploadsOf(cloud, Bucket).get(UploadId);
    if (found?.key === Key) return found;
    throw new AwsError(
      "NoSuchUpload",
      "The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.",
      404,
    );
  };
  const end = ({ Bucket, UploadId }: OfUpload) => {
    uploadsOf(cloud, Bucket).delete(UploadId);
    for (const [number] of [...partsOf(cloud, UploadId).entries()]) partsOf(cloud, UploadId).delete(number);
  };
  const keep = ({ PartNumber, UploadId }: PartInput, body: Uint8Array): PartRecord => {
    if (PartNumber < 1 || PartNumber > MOST_PARTS) {
      throw new AwsError("InvalidArgument", `Part number must be an integer between 1 and ${MOST_PARTS}, inclusive`, 400);
    }
    const etag = `"${md5Of(body)}"`;
    const part = { body: Buffer.from(body).toString("base64"), size: body.length, etag, at: cloud.clock.now() };
    partsOf(cloud, UploadId).set(String(PartNumber), part);
    return part;
  };
  const chosen = ({ UploadId, MultipartUpload }: CompleteInput): PartRecord[] => {
    const wanted = MultipartUpload?.Parts ?? [];
    if (wanted.length === 0) throw new AwsError("MalformedXML", "You must specify at least one part", 400);
    if (wanted.some(({ PartNumber = 0 }, index) => PartNumber <= (wanted[index - 1]?.PartNumber ?? 0))) {
      throw new AwsError("InvalidPartOrder", "The list of parts was not in ascending order. Parts must be ordered by part number.", 400);
    }
    return wanted.map(({ PartNumber, ETag }, index) => {
      const part = partsOf(cloud, UploadId).get(String(PartNumber));
      if (!part || ETag === undefined || bare(ETag) !== bare(part.etag)) {
        throw new AwsError(
          "InvalidPart",
          "One or more of the specified parts could not be found. The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.",
          400,
        );
      }
      if (index < wanted.length - 1 && part.size < LEAST_PART) {
        throw new AwsError("EntityTooSmall", "Your proposed upload is smaller than the minimum allowed size", 400);
      }
      return part;
    });
  };
  return {
    CreateMultipartUpload: (input: At & AttributesInput, call: Call) => {
      const { Bucket, Key } = input;
      bucketOf(cloud, call.accountId, Bucket);
      const uploadId = cloud.newId("u", 40);
      uploadsOf(cloud, Bucket).set(uploadId, { uploadId, key: Key, at: cloud.clock.now(), attributes: attributesOf(input) });
      return { Bucket, Key, UploadId: uploadId, ...SSE };
    },
    UploadPart: (input: PartInput & { readonly Body?: Uint8Array }, call: Call) => {
      uploadOf(input, call);
      return { ETag: keep(input, input.Body ?? Buffer.alloc(0)).etag, ...SSE };
    },
    UploadPartCopy: (input: PartInput & CopySource & { readonly CopySourceRange?: string }, call: Call) => {
      uploadOf(input, call);
      const found = copied(versions, input, call);
      const span = input.CopySourceRange === undefined ? undefined : spanOf(input.CopySourceRange, found.size);
      const body = Buffer.from(found.body, "base64");
      const { etag, at } = keep(input, span ? body.subarray(span.start, span.end + 1) : body);
      return { CopyPartResult: { ETag: etag, LastModified: new Date(at) }, ...SSE };
    },
    CompleteMultipartUpload: (input: CompleteInput, call: Call) => {
      const { Bucket, Key } = input;
      const { attributes } = uploadOf(input, call);
      const parts = chosen(input);
      checkWrite(input, versions.current(Bucket, Key));
      const digest = createHash("md5").update(Buffer.concat(parts.map(({ etag }) => Buffer.from(bare(etag), "hex"))));
      const made = { etag: `"${digest.digest("hex")}-${parts.length}"`, parts: parts.length };
      const body = Buffer.concat(parts.map((part) => Buffer.from(part.body, "base64")));
      const { record, ...version } = versions.put(Bucket, Key, body, attributes, call, made);
      end(input);
      return { Bucket, Key, Location: `/${Bucket}/${Key}`, ETag: record.etag, ...SSE, ...version };
    },
    AbortMultipartUpload: (input: OfUpload, call: Call) => {
      uploadOf(input, call);
      end(input);
    },
    ListParts: (input: OfUpload & { readonly MaxParts?: number; readonly PartNumberMarker?: number }, call: Call) => {
      const { Bucket, Key, UploadId, MaxParts = 1_000, PartNumberMarker = 0 } = input;
      uploadOf(input, call);
      const all = [...partsOf(cloud, UploadId).entries()]
        .map(([number, part]) => ({ PartNumber: Number(number), ETag: part.etag, Size: part.size, LastModified: new Date(part.at) }))
        .filter(({ PartNumber }) => PartNumber > PartNumberMarker)
        .sort((a, b) => a.PartNumber - b.PartNumber);
      const page = all.slice(0, Math.min(MaxParts, 1_000));
      const last = page.at(-1)?.PartNumber;
      const more = page.length < all.length && last !== undefined;
      const next = more ? { NextPartNumberMarker: last } : {};
      return { Bucket, Key, UploadId, PartNumberMarker, MaxParts, IsTruncated: more, ...next, Parts: page, StorageClass: "STANDARD" };
    },
    ListMultipartUploads: ({ Bucket, Prefix = "" }: { readonly Bucket: string; readonly Prefix?: string }, call: Call) => {
      bucketOf(cloud, call.accountId, Bucket);
      const found = uploadsOf(cloud, Bucket)
        .values()
        .filter(({ key }) => key.startsWith(Prefix))
        .sort((a, b) => byBytes(a.key, b.key) || a.at - b.at);
      return {
        Bucket,
        Prefix,
        MaxUploads: Math.max(1_000, found.length),
        IsTruncated: false,
        Uploads: found.map(({ key, uploadId, at }) => ({
          ...{ Key: key, UploadId: uploadId, Initiated: new Date(at), StorageClass: "STANDARD" },
        })),
      };
    },
  };
}
