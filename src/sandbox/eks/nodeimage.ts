import type { Acting } from "../common/identity";
import { newestImage } from "../common/images";
import type { Cloud } from "../kernel/cloud";

/** The machine image of managed nodes: an Amazon Linux image of the Region. */
export async function nodeImage(cloud: Cloud, as: Acting): Promise<string> {
  const image = (await newestImage(cloud, as, "amazon-eks-node-*")) ?? (await newestImage(cloud, as, "al2023-ami-*-x86_64"));
  if (!image) throw new Error("EC2 knows no Amazon Linux image in this Region");
  return image;
}
