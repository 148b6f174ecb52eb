/** A table's name; operations take its ARN too. */
export function nameOf(nameOrArn: string): string {
  return nameOrArn.startsWith("arn:") ? (nameOrArn.split("/")[1] ?? nameOrArn) : nameOrArn;
}

export const arnOf = (at: { readonly accountId: string; readonly region: string }, name: string) =>
  `arn:aws:dynamodb:${at.region}:${at.accountId}:table/${name}`;
