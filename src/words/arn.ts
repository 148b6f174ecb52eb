/** The parts of an Amazon Resource Name: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html */
export interface Arn {
  readonly partition: string;
  readonly service: string;
  readonly region: string;
  readonly accountId: string;
  /** All that follows the fifth colon, for example `instance/i-0abc` or `log-group:/aws/fis:*`. */
  readonly resource: string;
}

const ARN = /^arn:(aws[a-z-]*):([a-z0-9-]+):([a-z0-9-]*):(\d{12}|aws|):(.+)$/s;

export function parseArn(text: string): Arn | undefined {
  const match = ARN.exec(text);
  if (!match) return undefined;
  const [, partition = "", service = "", region = "", accountId = "", resource = ""] = match;
  return { partition, service, region, accountId, resource };
}

export function formatArn(arn: Omit<Arn, "partition"> & { readonly partition?: string }): string {
  return `arn:${arn.partition ?? "aws"}:${arn.service}:${arn.region}:${arn.accountId}:${arn.resource}`;
}

/** Where resources live: what `{partition}`, `{region}` and `{account}` stand for in the patterns of ARNs. */
export interface Locality {
  /** `aws`, `aws-cn`, `aws-us-gov`. */
  readonly partition: string;
  readonly region: string;
  readonly accountId: string;
}

/** Whether a text leaves the partition, the Region or the account open. */
export function hasLocality(text: string): boolean {
  return /\{(?:partition|region|account)\}/.test(text);
}

/** The same value with the open places of every text in it filled; keys stay as they are. */
export function fillLocality<T>(value: T, locality: Locality): T {
  const { partition, region, accountId } = locality;
  const walk = (item: unknown): unknown => {
    if (typeof item === "string")
      return item.replaceAll("{partition}", partition).replaceAll("{region}", region).replaceAll("{account}", accountId);
    if (Array.isArray(item)) return item.map(walk);
    if (item !== null && typeof item === "object")
      return Object.fromEntries(Object.entries(item).map(([key, member]) => [key, walk(member)]));
    return item;
  };
  return walk(value) as T;
}
