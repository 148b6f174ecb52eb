import { AwsError } from "../../kernel/error";
import { type Filter, filtered } from "../base/filters";
import type { Call, Operations } from "../base/operations";
import { REGIONS, zonesOf } from "../base/regions";
import type { Store } from "../base/store";

/** Regions, Availability Zones and facts about the account. */
export function placeOperations(store: Store): Operations {
  return {
    DescribeRegions(input: { RegionNames?: string[]; Filters?: Filter[] }) {
      const unknown = (input.RegionNames ?? []).find((name) => !REGIONS.some((region) => region.name === name));
      if (unknown) throw new AwsError("InvalidParameterValue", `Invalid region provided: ${unknown}`);
      const asked = REGIONS.filter((region) => !input.RegionNames?.length || input.RegionNames.includes(region.name));
      const regions = filtered(asked, input.Filters, {
        endpoint: (region) => region.endpoint,
        "opt-in-status": (region) => region.optIn,
        "region-name": (region) => region.name,
      });
      return { Regions: regions.map((region) => ({ RegionName: region.name, Endpoint: region.endpoint, OptInStatus: region.optIn })) };
    },

    DescribeAvailabilityZones(input: { ZoneNames?: string[]; ZoneIds?: string[]; Filters?: Filter[] }, call: Call) {
      const all = zonesOf(call.region);
      const invalid = [
        ...(input.ZoneNames ?? []).filter((name) => !all.some((zone) => zone.name === name)),
        ...(input.ZoneIds ?? []).filter((id) => !all.some((zone) => zone.id === id)),
      ];
      if (invalid.length > 0) throw new AwsError("InvalidParameterValue", `Invalid availability zone: [${invalid.join(", ")}]`);
      const asked = all.filter(
        (zone) =>
          (!input.ZoneNames?.length || input.ZoneNames.includes(zone.name)) && (!input.ZoneIds?.length || input.ZoneIds.includes(zone.id)),
      );
      const zones = filtered(asked, input.Filters, {
        "group-name": () => call.region,
        message: () => undefined,
        "opt-in-status": () => "opt-in-not-required",
        "region-name": () => call.region,
        state: () => "available",
        "zone-id": (zone) => zone.id,
        "zone-name": (zone) => zone.name,
        "zone-type": () => "availability-zone",
      });
      return {
        AvailabilityZones: zones.map((zone) => ({
          ZoneName: zone.name,
          ZoneId: zone.id,
          ZoneType: "availability-zone",
          RegionName: call.region,
          GroupName: call.region,
          NetworkBorderGroup: call.region,
          State: "available",
          OptInStatus: "opt-in-not-required",
          Messages: [],
        })),
      };
    },

    DescribeAccountAttributes(input: { AttributeNames?: string[] }, call: Call) {
      const defaultVpc = store.of(call).vpcs.find((vpc) => vpc.isDefault)?.id ?? "none";
      const attributes: Readonly<Record<string, string>> = {
        "supported-platforms": "VPC",
        "default-vpc": defaultVpc,
        "max-instances": "200",
        "vpc-max-security-groups-per-interface": "5",
        "max-elastic-ips": "5",
        "vpc-max-elastic-ips": "5",
      };
      const names = input.AttributeNames?.length ? input.AttributeNames : Object.keys(attributes);
      return {
        AccountAttributes: names.flatMap((AttributeName) => {
          const AttributeValue = attributes[AttributeName];
          return AttributeValue === undefined ? [] : [{ AttributeName, AttributeValues: [{ AttributeValue }] }];
        }),
      };
    },
  };
}
