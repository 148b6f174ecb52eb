import type { Cancel } from "../kernel/clock";
import type { Cloud, ServiceModule } from "../kernel/cloud";
import { accountOperations } from "./operations/accounts";
import { catalogueOperations } from "./operations/catalogue";
import { experimentOperations } from "./operations/experiments";
import { leverOperations } from "./operations/lever";
import { tagOperations, tagSource } from "./operations/tags";
import { templateOperations } from "./operations/templates";
import { fisPermissions } from "./permissions";
import { fisTables } from "./records";
import { Runner } from "./runner";
import { measureUsage } from "./usage";

/**
 * AWS Fault Injection Service: all 26 operations of the model of 2020-12-01.
 * https://docs.aws.amazon.com/fis/latest/APIReference/Welcome.html
 */
export function fisService(cloud: Cloud): ServiceModule {
  const tables = fisTables(cloud);
  const runner = new Runner(cloud, tables);
  cloud.tagSources.add(tagSource(cloud, tables));
  let stopUsage: Cancel = () => undefined;
  return {
    id: "fis",
    operations: {
      ...catalogueOperations,
      ...templateOperations(cloud, tables),
      ...accountOperations(cloud, tables),
      ...experimentOperations(cloud, tables, runner),
      ...leverOperations(tables, runner),
      ...tagOperations(tables),
    },
    permissions: fisPermissions(tables),
    start: () => {
      stopUsage = measureUsage(cloud, tables);
      runner.recover();
    },
    stop: () => {
      stopUsage();
      runner.close();
    },
  };
}
