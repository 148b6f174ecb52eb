import { AwsError } from "../kernel/error";
import type { ObjectAttributes } from "./records";

/** What comes back with the object as it was given. */
const KEPT = ["CacheControl", "ContentDisposition", "ContentEncoding", "ContentLanguage", "WebsiteRedirectLocation"] as const;
type Kept = (typeof KEPT)[number];

export interface AttributesInput extends Partial<Readonly<Record<Kept, string>>> {
  readonly ContentType?: string;
  readonly Metadata?: Readonly<Record<string, string>>;
  /** Tags as a query string. */
  readonly Tagging?: string;
}

const MOST_TAGS = 10;

/** Tags of an object; throws what S3 does when there are too many, or one twice. */
export function tagsOf(pairs: readonly (readonly [string, string])[]): Readonly<Record<string, string>> {
  const invalid = (message: string) => new AwsError("InvalidTag", message, 400);
  if (pairs.length > MOST_TAGS) throw new AwsError("BadRequest", "Object tags cannot be greater than 10", 400);
  if (new Set(pairs.map(([key]) => key)).size < pairs.length) throw invalid("Cannot provide multiple Tags with the same key");
  if (pairs.some(([key]) => key.length === 0 || key.length > 128)) throw invalid("The TagKey you have provided is invalid");
  if (pairs.some(([, value]) => value.length > 256)) throw invalid("The TagValue you have provided is invalid");
  return Object.fromEntries(pairs);
}

export function attributesOf(input: AttributesInput): ObjectAttributes {
  const headers = Object.fromEntries(
    KEPT.flatMap((name) => {
      const value = name === "ContentEncoding" ? withoutChunks(input[name]) : input[name];
      return value ? [[name, value] as const] : [];
    }),
  );
  return {
    contentType: input.ContentType ?? "binary/octet-stream",
    metadata: input.Metadata ?? {},
    headers,
    tags: tagsOf([...new URLSearchParams(input.Tagging ?? "")]),
  };
}

/** `aws-chunked` is how the body travelled, not what the object is. */
function withoutChunks(encoding: string | undefined): string | undefined {
  const left = (encoding ?? "").split(",").filter((one) => one.trim() !== "aws-chunked");
  return left.join(",").trim() || undefined;
}
