// Makes src/sandbox/fis/catalogue.json: what FIS knows about its actions and target types, as facts only.
// Run: node tools/model/fis-catalogue.mjs   (reads ../shared/fis/actions.json beside the repository)
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
const facts = JSON.parse(readFileSync(join(root, "../shared/fis/actions.json"), "utf8"));
const quotas = facts.quotas.adjustable.targetsPerActionByTagOrParameter;

/** Retired, but templates that name them are still taken. What AWS says is "no longer supported" is not in the catalogue. */
const supported = (action) => !/no longer supported/.test(action.status ?? "");

const number = (value) =>
  typeof value === "number" ? value : typeof value === "string" && /^\d+(\.\d+)?/.test(value) ? Number.parseFloat(value) : undefined;

const parameter = ([name, fact]) => {
  const duration = fact.type === "duration";
  const bound = (value) => (value === undefined ? undefined : duration ? value : number(value));
  return [
    name,
    {
      type: fact.type,
      required: fact.required,
      allowed: fact.allowed,
      min: bound(fact.min),
      max: bound(fact.max),
      maxItems: fact.maxItems,
      requiredIf: typeof fact.requiredIf === "object" ? fact.requiredIf : undefined,
      default: fact.default?.length <= 40 && !fact.default.includes(" ") ? fact.default : undefined,
    },
  ];
};

const actions = facts.actions.filter(supported).map((action) => ({
  id: action.id,
  description: action.description,
  targets: action.targets,
  parameters: Object.fromEntries(Object.entries(action.parameters).map(parameter)),
  maxTargets: quotas[action.id],
  retired: action.deprecated === true ? true : undefined,
}));

const types = facts.targetResourceTypes.map((type) => ({
  id: type.type,
  description: type.description,
  identifiableBy: type.identifiableBy,
  filters: type.filtersSupported !== false,
  parameters: Object.fromEntries(
    Object.entries(type.parameters).map(([name, fact]) => [name, { required: fact.required, allowed: fact.allowed }]),
  ),
}));

// The names that types had before they were renamed: templates of that time are still taken.
const replicationGroup = types.find((type) => type.id === "aws:elasticache:replicationgroup");
types.push({ ...replicationGroup, id: "aws:elasticache:redis-replicationgroup", retired: true });

const { notAdjustable, fixedByApiModel, adjustable } = facts.quotas;
const catalogue = {
  quotas: {
    actionsPerTemplate: notAdjustable.actionsPerExperimentTemplate,
    parallelActions: notAdjustable.parallelActionsPerExperiment,
    activeExperiments: notAdjustable.activeExperiments,
    templates: notAdjustable.experimentTemplates,
    stopConditions: notAdjustable.stopConditionsPerTemplate,
    experimentHours: notAdjustable.experimentDurationHours,
    resourceArnsPerTarget: fixedByApiModel.resourceArnsPerTarget,
    tags: fixedByApiModel.templateTags,
    targetAccountConfigurations: adjustable.targetAccountConfigurationsPerTemplate,
    disruptConnectivitySubnets: 5,
  },
  actions: actions.sort((a, b) => (a.id < b.id ? -1 : 1)),
  targetResourceTypes: types.sort((a, b) => (a.id < b.id ? -1 : 1)),
};

const file = join(root, "src/sandbox/fis/catalogue.json");
writeFileSync(file, `${JSON.stringify(catalogue, null, 2)}\n`);
console.log(`${file}: ${actions.length} actions, ${types.length} target types`);
