import type { Call, Cloud, Handler } from "../kernel/cloud";
import { AwsError } from "../kernel/error";
import { bucketOf, byBytes, objectsOf } from "./records";

interface ListInput {
  readonly Bucket: string;
  readonly Prefix?: string;
  readonly Delimiter?: string;
  readonly MaxKeys?: number;
  readonly EncodingType?: "url";
}
interface ListV2Input extends ListInput {
  readonly StartAfter?: string;
  readonly ContinuationToken?: string;
}
interface VersionsInput extends ListInput {
  readonly KeyMarker?: string;
  readonly VersionIdMarker?: string;
}

const MOST = 1_000;

/** Keys as the answer carries them: percent-encoded where the caller asks for it, since XML cannot say every character. */
const writer =
  ({ EncodingType }: ListInput) =>
  (key: string) =>
    EncodingType === "url" ? encodeURIComponent(key).replaceAll("%2F", "/") : key;

/** Objects and their versions, in the order of their keys' bytes. */
export function listOperations(cloud: Cloud): Record<string, Handler> {
  const page = (input: ListInput, after: string, call: Call) => {
    const { Bucket, Prefix = "", Delimiter, MaxKeys = MOST } = input;
    bucketOf(cloud, call.accountId, Bucket);
    const written = writer(input);
    // What one line of the answer stands for: a key, or all keys up to the delimiter.
    const lines = new Map<string, { readonly common: boolean }>();
    for (const [key, versions] of objectsOf(cloud, Bucket).entries()) {
      if (!key.startsWith(Prefix) || versions.at(-1)?.deleted) continue;
      const end = Delimiter ? key.indexOf(Delimiter, Prefix.length) : -1;
      lines.set(end < 0 ? key : key.slice(0, end + (Delimiter ?? "").length), { common: end >= 0 });
    }
    const all = [...lines].filter(([line]) => byBytes(line, after) > 0).sort(([a], [b]) => byBytes(a, b));
    const shown = all.slice(0, Math.min(MaxKeys, MOST));
    const last = shown.at(-1)?.[0];
    const keys = shown.filter(([, { common }]) => !common).map(([key]) => key);
    return {
      count: shown.length,
      // Where the next page begins; undefined on the last one.
      next: shown.length < all.length ? last : undefined,
      answer: {
        Name: Bucket,
        Prefix: written(Prefix),
        ...(Delimiter === undefined ? {} : { Delimiter: written(Delimiter) }),
        ...(input.EncodingType === undefined ? {} : { EncodingType: input.EncodingType }),
        MaxKeys,
        Contents: keys.flatMap((key) => {
          const found = objectsOf(cloud, Bucket).get(key)?.at(-1);
          const of = found && { ETag: found.etag, Size: found.size, LastModified: new Date(found.at), StorageClass: "STANDARD" };
          return of ? [{ Key: written(key), ...of }] : [];
        }),
        CommonPrefixes: shown.filter(([, { common }]) => common).map(([line]) => ({ Prefix: written(line) })),
      },
    };
  };
  return {
    ListObjects: (input: ListInput & { readonly Marker?: string }, call: Call) => {
      const { Marker = "" } = input;
      const { answer, next } = page(input, Marker, call);
      const written = writer(input);
      const marker = next === undefined || input.Delimiter === undefined ? {} : { NextMarker: written(next) };
      return { ...answer, Marker: written(Marker), IsTruncated: next !== undefined, ...marker };
    },
    ListObjectsV2: (input: ListV2Input, call: Call) => {
      const { ContinuationToken, StartAfter } = input;
      const after = ContinuationToken === undefined ? (StartAfter ?? "") : Buffer.from(ContinuationToken, "base64url").toString("utf8");
      const { answer, count, next } = page(input, after, call);
      return {
        ...answer,
        KeyCount: count,
        ...(ContinuationToken === undefined ? {} : { ContinuationToken }),
        ...(StartAfter === undefined ? {} : { StartAfter: writer(input)(StartAfter) }),
        IsTruncated: next !== undefined,
        ...(next === undefined ? {} : { NextContinuationToken: Buffer.from(next).toString("base64url") }),
      };
    },
    ListObjectVersions: (input: VersionsInput, call: Call) => {
      const { Bucket, Prefix = "", Delimiter, MaxKeys = MOST, KeyMarker = "", VersionIdMarker } = input;
      bucketOf(cloud, call.accountId, Bucket);
      if (Delimiter !== undefined) {
        throw new AwsError("NotImplemented", "The Faultline sandbox lists versions without a delimiter.", 501);
      }
      const written = writer(input);
      const all = objectsOf(cloud, Bucket)
        .entries()
        .filter(
          ([key]) => key.startsWith(Prefix) && (VersionIdMarker === undefined ? byBytes(key, KeyMarker) > 0 : byBytes(key, KeyMarker) >= 0),
        )
        .sort(([a], [b]) => byBytes(a, b))
        .flatMap(([key, versions]) => {
          const newestFirst = [...versions].reverse().map((version, index) => ({ ...version, latest: index === 0 }));
          const seen = key === KeyMarker ? newestFirst.findIndex(({ versionId }) => versionId === VersionIdMarker) : -1;
          return newestFirst.slice(seen + 1);
        });
      const lines = all.slice(0, Math.min(MaxKeys, MOST));
      const last = lines.at(-1);
      const more = lines.length < all.length && last !== undefined;
      const view = (line: (typeof lines)[number]) => ({
        Key: written(line.key),
        VersionId: line.versionId,
        IsLatest: line.latest,
        LastModified: new Date(line.at),
      });
      return {
        Name: Bucket,
        Prefix: written(Prefix),
        ...(input.EncodingType === undefined ? {} : { EncodingType: input.EncodingType }),
        KeyMarker: written(KeyMarker),
        ...(VersionIdMarker === undefined ? {} : { VersionIdMarker }),
        MaxKeys,
        IsTruncated: more,
        ...(more ? { NextKeyMarker: written(last.key), NextVersionIdMarker: last.versionId } : {}),
        Versions: lines
          .filter(({ deleted }) => !deleted)
          .map((line) => ({ ...view(line), ETag: line.etag, Size: line.size, StorageClass: "STANDARD" })),
        DeleteMarkers: lines.filter(({ deleted }) => deleted).map(view),
      };
    },
  };
}
