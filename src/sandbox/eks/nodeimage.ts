import { imageOfParameter } from "../ec2/machines/images";

/** The machine image of managed nodes: AWS's EKS-optimized Amazon Linux for the version, else the newest Amazon Linux. */
export function nodeImage(region: string, version: string): string {
  const image =
    imageOfParameter(region, `/aws/service/eks/optimized-ami/${version}/amazon-linux-2023/x86_64/standard/recommended/image_id`) ??
    imageOfParameter(region, "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64");
  if (!image) throw new Error(`EC2 knows no image for nodes of Kubernetes ${version} in ${region}`);
  return image;
}
