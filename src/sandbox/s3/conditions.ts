import { AwsError } from "../kernel/error";
import type { VersionRecord } from "./records";

/** What GetObject and HeadObject are told to look at first. */
export interface ReadConditions {
  readonly IfMatch?: string;
  readonly IfNoneMatch?: string;
  readonly IfModifiedSince?: Date;
  readonly IfUnmodifiedSince?: Date;
}

const bare = (etag: string) => etag.trim().replace(/^W\//, "").replaceAll('"', "");
const matches = (wanted: string, etag: string) => wanted.split(",").some((one) => one.trim() === "*" || bare(one) === bare(etag));
const seconds = (ms: number) => Math.floor(ms / 1_000);

const failed = () => new AwsError("PreconditionFailed", "At least one of the pre-conditions you specified did not hold", 412);

/** Throws 412 or 304 as https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-reads.html says; an ETag outweighs a time. */
export function checkRead(conditions: ReadConditions, found: Pick<VersionRecord, "etag" | "at">): void {
  const { IfMatch, IfNoneMatch, IfModifiedSince, IfUnmodifiedSince } = conditions;
  if (IfMatch !== undefined) {
    if (!matches(IfMatch, found.etag)) throw failed();
  } else if (IfUnmodifiedSince !== undefined && seconds(found.at) > seconds(IfUnmodifiedSince.getTime())) throw failed();
  const same =
    IfNoneMatch !== undefined
      ? matches(IfNoneMatch, found.etag)
      : IfModifiedSince !== undefined && seconds(found.at) <= seconds(IfModifiedSince.getTime());
  if (same) throw new AwsError("NotModified", "Not Modified", 304);
}

/** A write on condition of what is there now: https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html */
export function checkWrite(
  { IfMatch, IfNoneMatch }: Pick<ReadConditions, "IfMatch" | "IfNoneMatch">,
  before: Pick<VersionRecord, "etag"> | undefined,
): void {
  if (IfMatch !== undefined && !before) throw new AwsError("NoSuchKey", "The specified key does not exist.", 404);
  if (before && IfNoneMatch !== undefined && matches(IfNoneMatch, before.etag)) throw failed();
  if (before && IfMatch !== undefined && !matches(IfMatch, before.etag)) throw failed();
}
