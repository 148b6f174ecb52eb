import { AwsError } from "../../kernel/error";
import { invalidValue } from "../base/errors";
import type { Call } from "../base/operations";
import type { Region } from "../base/store";
import { imageOfParameter } from "./images";

export interface Profile {
  readonly arn: string;
  readonly id: string;
}

/**
 * An image id, or the id that `resolve:ssm:NAME` stands for. Ids of images that the sandbox does not list are taken as they
 * are, so that programs written for a real account run: what a machine does comes from the system description.
 */
export async function resolveImage(region: Region, imageId: string, call: Call): Promise<string> {
  if (!imageId.startsWith("resolve:ssm:")) {
    if (!/^ami-[0-9a-f]{8,17}$/.test(imageId))
      throw new AwsError("InvalidAMIID.Malformed", `Invalid id: "${imageId}" (expecting "ami-...")`);
    return imageId;
  }
  const name = imageId.slice("resolve:ssm:".length);
  const known = imageOfParameter(region.region, name);
  if (known) return known;
  try {
    const { Parameter } = await region.cloud.invoke<{ Parameter?: { Value?: string } }>("ssm", "GetParameter", { Name: name }, call);
    if (Parameter?.Value) return Parameter.Value;
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
  }
  throw new AwsError(
    "InvalidParameterValue",
    `Could not resolve AMI id for '${imageId}': the parameter ${name} does not exist or may not be read.`,
  );
}

/** The instance profile by name or ARN, as IAM knows it. */
export async function resolveProfile(region: Region, wanted: { Arn?: string; Name?: string }, call: Call): Promise<Profile> {
  const name = wanted.Name ?? wanted.Arn?.split("/").at(-1);
  const invalid = () =>
    wanted.Name
      ? invalidValue(`Value (${wanted.Name}) for parameter iamInstanceProfile.name is invalid. Invalid IAM Instance Profile name`)
      : invalidValue(`Value (${wanted.Arn}) for parameter iamInstanceProfile.arn is invalid. Invalid IAM Instance Profile ARN`);
  try {
    const found = await region.cloud.invoke<{ InstanceProfile: { Arn: string; InstanceProfileId: string } }>(
      "iam",
      "GetInstanceProfile",
      { InstanceProfileName: name },
      {
        ...call,
        principal: { kind: "service", arn: `arn:aws:iam::${call.accountId}:role/aws-service-role/ec2.amazonaws.com/AWSServiceRoleForEC2` },
      },
    );
    return { arn: found.InstanceProfile.Arn, id: found.InstanceProfile.InstanceProfileId };
  } catch (error) {
    if (error instanceof AwsError) throw invalid();
    throw error;
  }
}
