import type { Cloud } from "../kernel/cloud";
import type { Acting } from "./identity";

interface DescribedImages {
  Images?: { ImageId: string; Name?: string; CreationDate?: string }[];
}

/** The newest of Amazon's images whose name fits a pattern with `*`; none when there is none. */
export async function newestImage(cloud: Cloud, as: Acting, name: string): Promise<string | undefined> {
  const { Images = [] } = await cloud.invoke<DescribedImages>(
    "ec2",
    "DescribeImages",
    { Owners: ["amazon"], Filters: [{ Name: "name", Values: [name] }] },
    as,
  );
  return [...Images].sort((a, b) => (b.CreationDate ?? "").localeCompare(a.CreationDate ?? ""))[0]?.ImageId;
}
