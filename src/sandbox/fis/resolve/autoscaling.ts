import { byArn, everyPage, type Finder, nameIn, tagFilters } from "./types";

interface Group {
  AutoScalingGroupARN: string;
}

export const findAutoScalingGroups: Finder = async (query) => {
  const input = query.arns.length ? { AutoScalingGroupNames: query.arns.map(nameIn) } : { Filters: tagFilters(query.tags) };
  const groups = await everyPage<Group>(query, "autoscaling", "DescribeAutoScalingGroups", input, "AutoScalingGroups");
  return groups.map((group) => byArn(group.AutoScalingGroupARN, group));
};
