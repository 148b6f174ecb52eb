import { AwsError } from "../kernel/error";

export interface GivenAttribute {
  readonly DataType: string;
  readonly StringValue?: string;
  readonly BinaryValue?: Uint8Array;
}

/** Throws for the first attribute of a message that SNS does not take: https://docs.aws.amazon.com/sns/latest/dg/sns-message-attributes.html */
export function checkAttributes(attributes: Readonly<Record<string, GivenAttribute>> = {}): void {
  for (const [name, value] of Object.entries(attributes)) {
    const problem = nameProblem(name) ?? valueProblem(name, value);
    if (problem) throw new AwsError("InvalidParameterValueException", problem, 400);
  }
}

function nameProblem(name: string): string | undefined {
  const [odd] = /[^A-Za-z0-9_.-]/.exec(name) ?? [];
  if (name.length >= 256) return "Length of message attribute name must be less than 256 bytes.";
  if (odd !== undefined) {
    const code = (odd.codePointAt(0) ?? 0).toString(16).toUpperCase();
    return `Invalid non-alphanumeric character '#x${code}' was found in the message attribute name. Can only include alphanumeric characters, hyphens, underscores, or dots.`;
  }
  if (name.startsWith(".")) return "Invalid message attribute name starting with character '.' was found.";
  if (name.endsWith(".")) return "Invalid message attribute name ending with character '.' was found.";
  return name.includes("..") ? "Message attribute name can not have successive '.' character." : undefined;
}

function valueProblem(name: string, { DataType, StringValue, BinaryValue }: GivenAttribute): string | undefined {
  const [, kind] = /^(String|Number|Binary)(\.|$)/.exec(DataType) ?? [];
  if (kind === undefined) {
    return `The message attribute '${name}' has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String.`;
  }
  const field = kind === "Binary" ? "Binary" : "String";
  const [own, other] = field === "Binary" ? [BinaryValue, StringValue] : [StringValue, BinaryValue];
  if ((own === undefined || own.length === 0) && other !== undefined && other.length > 0) {
    return `The message attribute '${name}' with type '${kind}' must use field '${field}'.`;
  }
  if (own === undefined || own.length === 0) {
    return `The message attribute '${name}' must contain non-empty message attribute value for message attribute type '${DataType}'.`;
  }
  return kind === "Number" && !Number.isFinite(Number(StringValue))
    ? `Could not cast message attribute '${name}' value to number.`
    : undefined;
}
