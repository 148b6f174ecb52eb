import type { Text } from "../../words";
import { type ByArns, type ByTags, resources } from "../targets";
import type { ParameterFacts, Target, TargetFilter } from "../types";

/** EBS volumes, all in one zone. */
export type VolumesTarget =
  | (ByTags & {
      /** Only volumes in this zone, by name. */
      readonly zone?: Text;
      /** All of them must match. */
      readonly filters?: readonly TargetFilter[];
    })
  | (ByArns & { readonly zone?: never });

export function volumes(target: VolumesTarget): Target {
  return resources("aws:ec2:ebs-volume", target, { availabilityZoneIdentifier: target.zone });
}

/** The actions on volumes may be as short as a second. */
export const volumeDuration: ParameterFacts = { kind: "duration", required: true, min: "1s", max: "12h" };
