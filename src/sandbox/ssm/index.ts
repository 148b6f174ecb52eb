import type { Cloud, ServiceFactory } from "../kernel/cloud";
import { Automations } from "./automation/engine";
import { automationOperations } from "./automation/operations";
import { commandOperations } from "./commands/operations";
import { commandRunner } from "./commands/runner";
import { documentOperations } from "./documents/operations";
import { instanceOperations } from "./instances";
import { parameterOperations } from "./parameters/operations";
import { permissionsOf } from "./permissions";
import { tagOperations } from "./tags";
import { tagSource } from "./tagsource";

export { type SsmEffect, ssmEffect } from "./documents/catalogue";

/**
 * AWS Systems Manager: Run Command with the documents of FIS, some of which take hold of the machines, documents,
 * Automation and Parameter Store. https://docs.aws.amazon.com/systems-manager/latest/APIReference/Welcome.html
 */
export const ssmService: ServiceFactory = (cloud: Cloud) => {
  cloud.tagSources.add(tagSource(cloud));
  const runner = commandRunner(cloud);
  const automations = new Automations(cloud);
  let running = false;
  cloud.bus.on("instance-state-changed", ({ scope, instanceId, state }) => {
    if (running && state !== "running" && state !== "pending") runner.instanceLeft(scope, instanceId);
  });
  return {
    id: "ssm",
    operations: {
      ...automationOperations(cloud, automations),
      ...commandOperations(cloud, runner),
      ...documentOperations(cloud),
      ...instanceOperations(cloud),
      ...parameterOperations(cloud),
      ...tagOperations(cloud),
    },
    permissions: permissionsOf(cloud),
    start: () => {
      running = true;
      runner.recover();
      automations.recover();
    },
    stop: () => {
      running = false;
      runner.stop();
      automations.close();
    },
  };
};
