import { pageOf } from "../common/paging";
import type { Call, Cloud } from "../kernel/cloud";
import { invalidCombination, invalidMarker } from "./problems";
import { identifierOf, tablesFor } from "./records";

export function eventOperations(cloud: Cloud) {
  return {
    DescribeEvents: (
      input: {
        SourceIdentifier?: string;
        SourceType?: string;
        StartTime?: Date;
        EndTime?: Date;
        Duration?: number;
        EventCategories?: string[];
        Marker?: string;
        MaxRecords?: number;
      },
      call: Call,
    ) => {
      if (input.SourceIdentifier && !input.SourceType) {
        throw invalidCombination("The SourceType parameter must be provided when SourceIdentifier is specified.");
      }
      const end = input.EndTime?.getTime() ?? cloud.clock.now();
      // The default is the last hour.
      const start = input.StartTime?.getTime() ?? end - (input.Duration ?? 60) * 60_000;
      const source = input.SourceIdentifier ? identifierOf(input.SourceIdentifier) : undefined;
      const found = tablesFor(cloud, call)
        .events.values()
        .filter((event) => event.at >= start && event.at <= end)
        .filter((event) => !source || event.sourceId === source)
        .filter((event) => !input.SourceType || event.sourceType === input.SourceType)
        .filter((event) => !input.EventCategories?.length || event.categories.some((one) => input.EventCategories?.includes(one)));
      const { items, next } = pageOf(found, input.MaxRecords ?? 100, input.Marker, invalidMarker);
      return {
        Events: items.map((event) => ({
          SourceIdentifier: event.sourceId,
          SourceType: event.sourceType,
          SourceArn: event.sourceArn,
          Message: event.message,
          EventCategories: event.categories,
          Date: new Date(event.at),
        })),
        Marker: next,
      };
    },
  };
}
