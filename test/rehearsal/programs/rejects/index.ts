import * as pulumi from "@pulumi/pulumi";

async function lookUp(): Promise<string> {
  await new Promise((resolve) => setTimeout(resolve, 5));
  throw new TypeError("the address book is empty");
}

export const name = pulumi.output(lookUp());
