import type { Cancel } from "../kernel/clock";
import type { Cloud } from "../kernel/cloud";
import { isOver } from "./machine";
import type { Tables } from "./records";

/** Every minute the usage metrics of each account and Region: AWS/Usage ResourceCount. */
export function measureUsage(cloud: Cloud, tables: Tables): Cancel {
  const count = () => {
    const counts = new Map<string, { ActiveExperiments: number; ExperimentTemplates: number }>();
    const of = (scope: string) => {
      const known = counts.get(scope) ?? { ActiveExperiments: 0, ExperimentTemplates: 0 };
      counts.set(scope, known);
      return known;
    };
    for (const { scope } of tables.templates.everywhere()) of(scope).ExperimentTemplates++;
    for (const { scope, record } of tables.experiments.everywhere()) if (!isOver(record.machine)) of(scope).ActiveExperiments++;
    for (const [scope, usage] of counts) {
      for (const [Resource, value] of Object.entries(usage)) {
        const dimensions = { Service: "FIS", Type: "Resource", Resource, Class: "None" };
        cloud.measure({
          scope,
          namespace: "AWS/Usage",
          name: "ResourceCount",
          dimensions,
          values: [value],
          unit: "Count",
          at: cloud.clock.now(),
        });
      }
    }
  };
  return cloud.clock.every(60_000, count);
}
