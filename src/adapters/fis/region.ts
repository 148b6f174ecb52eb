import {
  FisClient,
  GetActionCommand,
  GetTargetResourceTypeCommand,
  ListActionsCommand,
  ListTargetResourceTypesCommand,
} from "@aws-sdk/client-fis";
import { z } from "zod";
import type { RegionAction, RegionCatalogue, RegionTargetType } from "../../faults/freshness";
import { allPages, type ClientOptions, clientConfig } from "../clients";
import { sendRaw } from "./raw";

/** As many requests at a time; FIS allows few per second, and the client waits when it is told to. */
const AT_ONCE = 4;

const parameters = z
  .record(z.string(), z.object({ required: z.boolean().nullish() }))
  .nullish()
  .transform((map) => Object.fromEntries(Object.entries(map ?? {}).map(([name, { required }]) => [name, { required: required === true }])));

const actions = z.object({ actions: z.array(z.object({ id: z.string() })), nextToken: z.string().nullish() });
const action = z.object({
  action: z.object({
    id: z.string(),
    targets: z.record(z.string(), z.object({ resourceType: z.string().nullish() })).nullish(),
    parameters,
  }),
});
const types = z.object({ targetResourceTypes: z.array(z.object({ resourceType: z.string() })), nextToken: z.string().nullish() });
const type = z.object({ targetResourceType: z.object({ resourceType: z.string(), parameters }) });

/**
 * Everything that FIS offers in a Region: its lists, and each item's own description.
 * https://docs.aws.amazon.com/fis/latest/APIReference/API_GetAction.html
 */
export async function regionCatalogue(options: ClientOptions, call: { readonly signal: AbortSignal }): Promise<RegionCatalogue> {
  const client = new FisClient(clientConfig(options));
  try {
    const listedActions = await allPages(
      async (nextToken) => actions.parse(await sendRaw(client, new ListActionsCommand({ maxResults: 100, nextToken }), call)),
      (page) => page.actions,
      (page) => page.nextToken ?? undefined,
    );
    const listedTypes = await allPages(
      async (nextToken) => types.parse(await sendRaw(client, new ListTargetResourceTypesCommand({ maxResults: 100, nextToken }), call)),
      (page) => page.targetResourceTypes,
      (page) => page.nextToken ?? undefined,
    );
    return {
      actions: await eachOf(listedActions, async ({ id }): Promise<RegionAction> => {
        const { action: found } = action.parse(await sendRaw(client, new GetActionCommand({ id }), call));
        const targets = Object.entries(found.targets ?? {}).map(([key, target]) => [key, target.resourceType ?? ""] as const);
        return { id: found.id, targets: Object.fromEntries(targets), parameters: found.parameters };
      }),
      targetTypes: await eachOf(listedTypes, async ({ resourceType }): Promise<RegionTargetType> => {
        return type.parse(await sendRaw(client, new GetTargetResourceTypeCommand({ resourceType }), call)).targetResourceType;
      }),
    };
  } finally {
    client.destroy();
  }
}

/** Answers in the order of the items, a few at a time; the first failure ends it. */
async function eachOf<Item, Answer>(items: readonly Item[], ask: (item: Item) => Promise<Answer>): Promise<readonly Answer[]> {
  const answers = new Map<number, Answer>();
  const waiting = [...items.entries()];
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (let next = waiting.shift(); next; next = waiting.shift()) answers.set(next[0], await ask(next[1]));
    }),
  );
  return [...answers.entries()].sort(([a], [b]) => a - b).map(([, answer]) => answer);
}
