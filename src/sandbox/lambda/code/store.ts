import { createHash } from "node:crypto";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { AwsError } from "../../kernel/error";
import { notHere } from "../errors";
import type { LambdaTables } from "../records";
import { BadZip, readZip } from "./zip";

/** Lambda's quota of a zip that is uploaded with the request. */
const MOST_ZIPPED = 52_428_800;

export interface CodeInput {
  readonly ZipFile?: Uint8Array | string;
  readonly S3Bucket?: string;
  readonly S3Key?: string;
  readonly S3ObjectVersion?: string;
  readonly ImageUri?: string;
}

const bad = (message: string) => new AwsError("InvalidParameterValueException", message, 400, { Type: "User" });

/** Keeps the code of a request and says what it is called. Throws what AWS answers to an archive that is none. */
export async function keepCode(
  tables: LambdaTables,
  input: CodeInput,
  fromBucket: (bucket: string, key: string, version: string | undefined) => Promise<Buffer>,
): Promise<{ sha256: string; size: number }> {
  if (input.ImageUri !== undefined) throw notHere("functions of container images", "Give the code as a zip file.");
  let zip: Buffer;
  if (input.ZipFile !== undefined) {
    zip = typeof input.ZipFile === "string" ? Buffer.from(input.ZipFile, "base64") : Buffer.from(input.ZipFile);
  } else if (input.S3Bucket !== undefined && input.S3Key !== undefined) {
    zip = await fromBucket(input.S3Bucket, input.S3Key, input.S3ObjectVersion);
  } else throw bad("Please provide a source for function code.");
  if (zip.length > MOST_ZIPPED) {
    throw new AwsError(
      "RequestTooLargeException",
      `Request must be smaller than ${MOST_ZIPPED} bytes for the CreateFunction operation`,
      413,
    );
  }
  try {
    if (readZip(zip).length === 0) throw bad("Uploaded file must be a non-empty zip");
  } catch (problem) {
    if (!(problem instanceof BadZip)) throw problem;
    throw bad(`Could not unzip uploaded file. Please check your file, then try to upload again. (${problem.message})`);
  }
  const sha256 = createHash("sha256").update(zip).digest("base64");
  if (!tables.code.has(sha256)) tables.code.set(sha256, { zip: zip.toString("base64") });
  return { sha256, size: zip.length };
}

/** Lets go of code that no version of any function has any more. */
export function dropUnusedCode(tables: LambdaTables): void {
  const used = new Set(tables.functions.values().flatMap((one) => [one.latest, ...one.published].map((version) => version.codeSha256)));
  for (const [sha256] of tables.code.entries()) if (!used.has(sha256)) tables.code.delete(sha256);
}

/** Writes the files of an archive beneath a folder, which is empty or not there yet. */
export async function unpack(zip: string, folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  for (const { path, bytes, executable } of readZip(Buffer.from(zip, "base64"))) {
    const target = join(folder, path);
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, bytes, { mode: executable ? 0o755 : 0o644 });
  }
}
