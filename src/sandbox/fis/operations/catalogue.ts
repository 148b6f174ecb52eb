import type { Handler } from "../../kernel/cloud";
import { ACTIONS, type ActionFact, actionFact, TARGET_TYPES, targetTypeFact } from "../catalogue";
import { notFound } from "../errors";
import { type Paged, paged } from "./page";

const summaryOf = (fact: ActionFact, region: string) => ({
  id: fact.id,
  arn: `arn:aws:fis:${region}::action/${fact.id}`,
  description: fact.description,
  targets: Object.fromEntries(Object.entries(fact.targets).map(([key, resourceType]) => [key, { resourceType }])),
  tags: {},
});

/** What FIS can do and to what: https://docs.aws.amazon.com/fis/latest/APIReference/API_ListActions.html */
export const catalogueOperations = {
  ListActions: (input: Paged, call) => {
    const listed = ACTIONS.filter((action) => !action.retired).map((fact) => summaryOf(fact, call.region));
    return paged("actions", listed, input);
  },

  GetAction: (input: { id: string }, call) => {
    const fact = actionFact(input.id);
    if (!fact) throw notFound(`Action with ID ${input.id} not found.`);
    const parameters = Object.entries(fact.parameters).map(([name, { required, allowed, min, max }]) => {
      const range = min === undefined && max === undefined ? "" : ` From ${min ?? "the least"} to ${max ?? "the most"}.`;
      const description = `${KINDS[fact.parameters[name]?.type ?? "string"]}${allowed ? ` One of ${allowed.join(", ")}.` : ""}${range}`;
      return [name, { description, required }];
    });
    return { action: { ...summaryOf(fact, call.region), parameters: Object.fromEntries(parameters) } };
  },

  ListTargetResourceTypes: (input: Paged) => {
    const listed = TARGET_TYPES.filter((type) => !type.retired).map(({ id, description }) => ({ resourceType: id, description }));
    return paged("targetResourceTypes", listed, input);
  },

  GetTargetResourceType: (input: { resourceType: string }) => {
    const fact = targetTypeFact(input.resourceType);
    if (!fact) throw notFound(`TargetResourceType with ID ${input.resourceType} not found.`);
    const parameters = Object.entries(fact.parameters).map(([name, { required, allowed }]) => [
      name,
      { description: allowed ? `One of ${allowed.join(", ")}.` : `The ${name} of the resources.`, required },
    ]);
    return { targetResourceType: { resourceType: fact.id, description: fact.description, parameters: Object.fromEntries(parameters) } };
  },
} satisfies Record<string, Handler>;

const KINDS = {
  duration: "A duration in ISO 8601.",
  string: "A text.",
  int: "An integer.",
  list: "A comma-separated list.",
  json: "A JSON object.",
} as const;
