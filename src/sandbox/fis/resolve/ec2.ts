import { byArn, everyPage, type Finder, type Found, nameIn, type Query, tagFilters } from "./types";

interface Instance {
  InstanceId: string;
  InstanceLifecycle?: string;
}

const NOT_FOUND = /^Invalid\w+(ID|Id)\.(NotFound|Malformed)$/;

/** EC2 answers an unknown id with an error; the engine says which ARN it was. */
async function tolerant<T>(ids: readonly string[], describe: (ids: readonly string[]) => Promise<T[]>): Promise<T[]> {
  try {
    return await describe(ids);
  } catch (error) {
    if (!(error instanceof Error) || !NOT_FOUND.test(error.name)) throw error;
    if (ids.length === 1) return [];
    const each = await Promise.all(ids.map((id) => tolerant([id], describe)));
    return each.flat();
  }
}

async function instances(query: Query): Promise<(Instance & { arn: string })[]> {
  const { accountId, region } = query.as;
  const describe = async (input: object) => {
    const reservations = await everyPage<{ Instances?: Instance[] }>(query, "ec2", "DescribeInstances", input, "Reservations");
    return reservations.flatMap((reservation) => reservation.Instances ?? []);
  };
  const found = query.arns.length
    ? await tolerant(query.arns.map(nameIn), (InstanceIds) => describe({ InstanceIds }))
    : await describe({ Filters: tagFilters(query.tags) });
  return found.map((one) => ({ ...one, arn: `arn:aws:ec2:${region}:${accountId}:instance/${one.InstanceId}` }));
}

export const findInstances: Finder = async (query) => (await instances(query)).map((one) => byArn(one.arn, one));

export const findSpotInstances: Finder = async (query) =>
  (await instances(query)).filter((one) => one.InstanceLifecycle === "spot").map((one) => byArn(one.arn, one));

interface Subnet {
  SubnetId: string;
  VpcId: string;
  AvailabilityZone?: string;
  AvailabilityZoneId?: string;
}

interface Volume {
  VolumeId: string;
  AvailabilityZone?: string;
  AvailabilityZoneId?: string;
}

export const findVolumes: Finder = async (query): Promise<Found[]> => {
  const { accountId, region } = query.as;
  const { availabilityZoneIdentifier: zone } = query.parameters;
  const describe = (input: object) => everyPage<Volume>(query, "ec2", "DescribeVolumes", input, "Volumes");
  const found = query.arns.length
    ? await tolerant(query.arns.map(nameIn), (VolumeIds) => describe({ VolumeIds }))
    : await describe({ Filters: tagFilters(query.tags) });
  return found
    .filter((one) => zone === undefined || one.AvailabilityZone === zone || one.AvailabilityZoneId === zone)
    .map((one) => byArn(`arn:aws:ec2:${region}:${accountId}:volume/${one.VolumeId}`, one));
};

export const findSubnets: Finder = async (query): Promise<Found[]> => {
  const { accountId, region } = query.as;
  const { vpc, availabilityZoneIdentifier: zone } = query.parameters;
  const describe = (input: object) => everyPage<Subnet>(query, "ec2", "DescribeSubnets", input, "Subnets");
  const found = query.arns.length
    ? await tolerant(query.arns.map(nameIn), (SubnetIds) => describe({ SubnetIds }))
    : await describe({ Filters: tagFilters(query.tags) });
  return found
    .filter((one) => vpc === undefined || one.VpcId === nameIn(vpc))
    .filter((one) => zone === undefined || one.AvailabilityZone === zone || one.AvailabilityZoneId === zone)
    .map((one) => byArn(`arn:aws:ec2:${region}:${accountId}:subnet/${one.SubnetId}`, one));
};
