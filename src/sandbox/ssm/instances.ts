import { pageOf } from "../common/paging";
import type { Call, Cloud } from "../kernel/cloud";
import { AwsError } from "../kernel/error";
import { acting } from "./acting";
import { invalidNextToken } from "./problems";

export interface ManagedInstance {
  readonly id: string;
  readonly name: string;
  readonly address: string;
  readonly launchedAt: Date;
}

interface Described {
  Reservations?: {
    Instances?: {
      InstanceId: string;
      State?: { Name?: string };
      IamInstanceProfile?: { Arn?: string };
      PrivateIpAddress?: string;
      LaunchTime?: Date;
      Tags?: { Key?: string; Value?: string }[];
    }[];
  }[];
  NextToken?: string;
}

/**
 * The managed nodes: instances that run and have an instance profile. Whether the profile's role lets the agent talk to
 * Systems Manager (AmazonSSMManagedInstanceCore) is not looked at.
 * @param filters as DescribeInstances of EC2 takes them
 */
export async function managedInstances(
  cloud: Cloud,
  call: Pick<Call, "accountId" | "region">,
  filters: readonly { Name: string; Values: readonly string[] }[] = [],
): Promise<ManagedInstance[]> {
  const found: ManagedInstance[] = [];
  const running = { Name: "instance-state-name", Values: ["running"] };
  let NextToken: string | undefined;
  do {
    const page: Described = await cloud.invoke("ec2", "DescribeInstances", { Filters: [running, ...filters], NextToken }, acting(call));
    for (const instance of (page.Reservations ?? []).flatMap((one) => one.Instances ?? [])) {
      if (!instance.IamInstanceProfile?.Arn) continue;
      found.push({
        id: instance.InstanceId,
        name: instance.Tags?.find((tag) => tag.Key === "Name")?.Value ?? "",
        address: instance.PrivateIpAddress ?? "",
        launchedAt: new Date(instance.LaunchTime ?? 0),
      });
    }
    NextToken = page.NextToken;
  } while (NextToken);
  return found;
}

interface FilterInput {
  Key?: string;
  key?: string;
  Values?: string[];
  valueSet?: string[];
}

export function instanceOperations(cloud: Cloud) {
  return {
    DescribeInstanceInformation: async (
      input: { Filters?: FilterInput[]; InstanceInformationFilterList?: FilterInput[]; MaxResults?: number; NextToken?: string },
      call: Call,
    ) => {
      const tags: { Name: string; Values: string[] }[] = [];
      const tests: ((one: ManagedInstance) => boolean)[] = [];
      for (const filter of [...(input.Filters ?? []), ...(input.InstanceInformationFilterList ?? [])]) {
        const key = filter.Key ?? filter.key ?? "";
        const values = filter.Values ?? filter.valueSet ?? [];
        if (key.startsWith("tag:") || key === "tag-key") tags.push({ Name: key, Values: values });
        else if (key === "InstanceIds") tests.push((one) => values.includes(one.id));
        else if (key === "PingStatus") tests.push(() => values.includes("Online"));
        else if (key === "PlatformTypes") tests.push(() => values.includes("Linux"));
        else if (key === "ResourceType") tests.push(() => values.includes("EC2Instance"));
        else throw new AwsError("InvalidFilterKey", `The filter key ${key} is not valid.`);
      }
      const found = (await managedInstances(cloud, call, tags)).filter((one) => tests.every((test) => test(one)));
      const { items, next } = pageOf(found, input.MaxResults ?? 10, input.NextToken, invalidNextToken);
      return {
        InstanceInformationList: items.map((one) => ({
          InstanceId: one.id,
          PingStatus: "Online",
          LastPingDateTime: new Date(cloud.clock.now()),
          AgentVersion: "3.3.2299.0",
          IsLatestVersion: true,
          PlatformType: "Linux",
          PlatformName: "Amazon Linux",
          PlatformVersion: "2023",
          ResourceType: "EC2Instance",
          IPAddress: one.address,
          ComputerName: `ip-${one.address.replaceAll(".", "-")}.ec2.internal`,
          SourceId: one.id,
          SourceType: "AWS::EC2::Instance",
          RegistrationDate: one.launchedAt,
        })),
        NextToken: next,
      };
    },
  };
}
