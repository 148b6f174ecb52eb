import type { Call, Cloud, Handler } from "../kernel/cloud";
import { AwsError } from "../kernel/error";
import { bucketOf, byBytes, objectsOf } from "./records";

interface ListInput {
  readonly Bucket: string;
  readonly Prefix?: string;
  readonly Delimiter?: string;
  readonly MaxKeys?: number;
  readonly StartAfter?: string;
  readonly ContinuationToken?: string;
}

/** Objects and their versions, in the order of their keys' bytes. */
export function listOperations(cloud: Cloud): Record<string, Handler> {
  return {
    ListObjectsV2: (input: ListInput, call: Call) => {
      const { Bucket, Prefix = "", Delimiter, MaxKeys = 1_000, StartAfter, ContinuationToken } = input;
      bucketOf(cloud, call.accountId, Bucket);
      const after = ContinuationToken === undefined ? (StartAfter ?? "") : Buffer.from(ContinuationToken, "base64url").toString("utf8");
      // What one line of the answer stands for: a key, or all keys up to the delimiter.
      const lines = new Map<string, { readonly common: boolean }>();
      for (const [key, versions] of objectsOf(cloud, Bucket).entries()) {
        if (!key.startsWith(Prefix) || versions.at(-1)?.deleted) continue;
        const end = Delimiter ? key.indexOf(Delimiter, Prefix.length) : -1;
        lines.set(end < 0 ? key : key.slice(0, end + (Delimiter ?? "").length), { common: end >= 0 });
      }
      const all = [...lines].filter(([line]) => byBytes(line, after) > 0).sort(([a], [b]) => byBytes(a, b));
      const page = all.slice(0, Math.min(MaxKeys, 1_000));
      const more = page.length < all.length && page.length > 0;
      const keys = page.filter(([, { common }]) => !common).map(([key]) => key);
      return {
        Name: Bucket,
        Prefix,
        ...(Delimiter === undefined ? {} : { Delimiter }),
        MaxKeys,
        KeyCount: page.length,
        IsTruncated: more,
        ...(more ? { NextContinuationToken: Buffer.from(page.at(-1)?.[0] ?? "").toString("base64url") } : {}),
        Contents: keys.flatMap((Key) => {
          const found = objectsOf(cloud, Bucket).get(Key)?.at(-1);
          return found ? [{ Key, ETag: found.etag, Size: found.size, LastModified: new Date(found.at), StorageClass: "STANDARD" }] : [];
        }),
        CommonPrefixes: page.filter(([, { common }]) => common).map(([line]) => ({ Prefix: line })),
      };
    },
    ListObjectVersions: ({ Bucket, Prefix = "", Delimiter, MaxKeys }: ListInput, call: Call) => {
      bucketOf(cloud, call.accountId, Bucket);
      const lines = objectsOf(cloud, Bucket)
        .entries()
        .filter(([key]) => key.startsWith(Prefix))
        .sort(([a], [b]) => byBytes(a, b))
        .flatMap(([, versions]) => [...versions].reverse().map((version, index) => ({ ...version, latest: index === 0 })));
      // A page could be cut between two versions; callers here empty a bucket, and get all at once or a clear no.
      if (Delimiter !== undefined || lines.length > 100_000) {
        throw new AwsError("NotImplemented", "The Faultline sandbox lists up to 100,000 versions, without a delimiter.", 501);
      }
      const view = (line: (typeof lines)[number]) => ({
        Key: line.key,
        VersionId: line.versionId,
        IsLatest: line.latest,
        LastModified: new Date(line.at),
      });
      return {
        Name: Bucket,
        Prefix,
        MaxKeys: MaxKeys ?? 1_000,
        IsTruncated: false,
        Versions: lines
          .filter(({ deleted }) => !deleted)
          .map((line) => ({ ...view(line), ETag: line.etag, Size: line.size, StorageClass: "STANDARD" })),
        DeleteMarkers: lines.filter(({ deleted }) => deleted).map(view),
      };
    },
  };
}
