import type { ConfiguredProvider, ExistingResource, Properties, Provider } from "../../src/rehearsal/contract";
import { type Evaluation, evaluate } from "../../src/rehearsal/engine/evaluate";
import { awsProvider } from "../../src/rehearsal/provider";
import { askedProvider } from "./provider";

/** What an update would do with one resource. */
export interface Operation {
  readonly op: "create" | "update" | "replace" | "delete";
  readonly type: string;
  readonly name: string;
  readonly urn: string;
  /** Properties that differ. */
  readonly diffs: readonly string[];
}

/** The resources of a stack as the last deployment left them, by URN. */
export type State = ReadonlyMap<string, ExistingResource & { readonly inputs: Properties }>;

interface Program {
  readonly programDir: string;
  readonly stack: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Deploys a program to nowhere: inputs are checked and named by our AWS provider, outputs are made up. */
export async function deployed(program: Program): Promise<State> {
  const outputs = askedProvider().provider;
  const evaluation = await evaluated(program, false, (aws, config) => {
    const made = outputs.configure(config);
    return {
      ...aws,
      create: async (request) => {
        const { id, outputs } = await made.create(request);
        return { id, outputs: { ...outputs, ...request.inputs } };
      },
      invoke: (token, args) => made.invoke(token, args),
    };
  });
  const resources = evaluation.registrations.filter(({ kind }) => kind === "resource");
  return new Map(resources.map(({ urn, type, name, id, inputs, outputs }) => [urn, { urn, type, name, id, inputs, outputs }]));
}

/** What an update of this state by this program would do: changes and replacements are what our AWS provider's Diff says. */
export async function planned(program: Program, state: State): Promise<readonly Operation[]> {
  const operations: (Operation & { readonly places: readonly string[] })[] = [];
  const evaluation = await evaluated(program, true, (aws) => ({
    ...aws,
    check: (request) => {
      const previous = state.get(request.urn)?.inputs;
      return aws.check({ ...request, ...(previous ? { previous } : {}) });
    },
    create: async (request) => {
      const { urn, type, name, inputs: news } = request;
      const old = state.get(urn);
      if (!old) {
        operations.push({ op: "create", type, name, urn, diffs: [], places: [] });
        return aws.create(request);
      }
      const { changed, places, replaces } = await aws.diff({ ...old, news, ignoreChanges: [] });
      if (changed.length === 0) return { id: old.id, outputs: old.outputs };
      operations.push({
        op: replaces.length > 0 ? "replace" : "update",
        type,
        name,
        urn,
        diffs: changed,
        places: places.map(({ path }) => path),
      });
      if (replaces.length > 0) return aws.create(request);
      return { id: old.id, outputs: await aws.update({ ...old, news, ignoreChanges: [], preview: true }) };
    },
  }));
  const now = new Map(evaluation.registrations.map(({ urn, options }) => [urn, options]));
  const gone = [...state.values()].filter(({ urn }) => !now.has(urn));
  return [
    ...operations.map(({ places, ...operation }) => {
      const isReplaced = now.get(operation.urn)?.replaceOnChanges.some((path) => places.some((place) => place.startsWith(path)));
      return isReplaced ? { ...operation, op: "replace" as const } : operation;
    }),
    ...gone.map(({ urn, type, name }) => ({ op: "delete" as const, type, name, urn, diffs: [] })),
  ];
}

async function evaluated(
  { programDir, stack, env }: Program,
  preview: boolean,
  around: (aws: ConfiguredProvider, config: Properties) => ConfiguredProvider,
): Promise<Evaluation> {
  const aws = awsProvider({});
  const provider: Provider = {
    ...aws,
    configure: (config) => around(methodsOf(aws.configure(config)), config),
  };
  const evaluation = await evaluate({ programDir, stack, env, provider, preview });
  evaluation.close();
  expect(evaluation.failures).toEqual([]);
  return evaluation;
}

/** A class's methods are not its own members: a spread would lose them. */
function methodsOf(aws: ConfiguredProvider): ConfiguredProvider {
  return {
    handles: (type) => aws.handles(type),
    answers: (token) => aws.answers(token),
    check: (request) => aws.check(request),
    diff: (request) => aws.diff(request),
    create: (request) => aws.create(request),
    read: (resource) => aws.read(resource),
    update: (request) => aws.update(request),
    delete: (resource) => aws.delete(resource),
    invoke: (token, args) => aws.invoke(token, args),
    inert: (resource, inputs) => aws.inert(resource, inputs),
    close: () => aws.close(),
  };
}
