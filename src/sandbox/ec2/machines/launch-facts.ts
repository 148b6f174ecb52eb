import type { SubnetRecord } from "../base/records";
import type { Tags } from "../base/tags";
import type { Profile } from "./lookups";
import type { TemplateData } from "./template-data";

/** What `RunInstances` takes. */
export interface LaunchInput extends TemplateData {
  MinCount: number;
  MaxCount: number;
  SubnetId?: string;
  PrivateIpAddress?: string;
  ClientToken?: string;
  Ipv6AddressCount?: number;
  Ipv6Addresses?: unknown[];
}

/** A launch whose every part was checked: from here nothing is refused but for want of addresses. */
export interface Launch {
  readonly input: LaunchInput;
  readonly subnet: SubnetRecord;
  readonly groupIds: readonly string[];
  readonly imageId: string;
  readonly type: string;
  readonly profile: Profile | undefined;
  readonly tags: { readonly instance: Tags; readonly volume: Tags; readonly interface: Tags };
}
