import { createHash } from "node:crypto";
import type { AttributeValue } from "./records";

/** MD5 in hex, as clients compare it with what they sent. */
export const md5 = (text: string): string => createHash("md5").update(text, "utf8").digest("hex");

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html#sqs-attributes-md5-message-digest-calculation */
export function attributesMd5(attributes: Readonly<Record<string, AttributeValue>>): string | undefined {
  const names = Object.keys(attributes).sort();
  if (names.length === 0) return undefined;
  const hash = createHash("md5");
  const add = (bytes: Buffer) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    hash.update(length).update(bytes);
  };
  for (const name of names) {
    const value = attributes[name];
    if (!value) continue;
    add(Buffer.from(name));
    add(Buffer.from(value.DataType));
    const binary = value.BinaryValue !== undefined;
    hash.update(Buffer.from([binary ? 2 : 1]));
    add(binary ? Buffer.from(value.BinaryValue, "base64") : Buffer.from(value.StringValue ?? ""));
  }
  return hash.digest("hex");
}
