import { uuid } from "../../common/identity";
import { pageOf } from "../../common/paging";
import type { Call, Cloud, Handler } from "../../kernel/cloud";
import { conflict, invalid, notFound, preconditionFailed } from "../errors";
import { functionName, functionNamed } from "../names";
import { type FunctionRecord, tablesFor, type VersionRecord } from "../records";
import { aliasView, configurationOf } from "./views";

const PAGE = 50;
const badMarker = () => invalid("The marker is not one that a former answer gave.");

/** Freezes `$LATEST` as the next version, or answers the last one where nothing has changed since. */
export function publish(cloud: Cloud, found: FunctionRecord, description?: string): VersionRecord {
  const last = found.published.at(-1);
  const { latest } = found;
  if (last && contentOf(last) === contentOf(latest)) return last;
  const version: VersionRecord = {
    ...structuredClone(latest),
    version: String(found.nextVersion++),
    description: description ?? latest.description,
    revisionId: uuid(cloud),
  };
  found.published.push(version);
  return version;
}

/** All of a version but what it is called and when it was made. */
function contentOf(version: VersionRecord): string {
  const { version: _number, description: _description, revisionId: _revision, lastModified: _modified, ...content } = version;
  return JSON.stringify(content);
}

interface Routing {
  readonly RoutingConfig?: { readonly AdditionalVersionWeights?: Record<string, number> };
}
interface AliasInput extends Routing {
  readonly FunctionName: string;
  readonly Name: string;
  readonly FunctionVersion?: string;
  readonly Description?: string;
  readonly RevisionId?: string;
}

/** Versions and aliases: https://docs.aws.amazon.com/lambda/latest/dg/configuration-versions.html */
export function versionOperations(cloud: Cloud) {
  const save = (call: Call, found: FunctionRecord) => tablesFor(cloud, call).functions.set(found.name, found);
  const named = (text: string, call: Call) => functionNamed(cloud, call, functionName(text, undefined, call));
  const checkVersion = (found: FunctionRecord, version: string) => {
    if (version !== "$LATEST" && !found.published.some((one) => one.version === version)) {
      throw notFound(`Function not found: ${found.arn}:${version}`);
    }
  };
  const weightsOf = (found: FunctionRecord, { RoutingConfig: routing }: Routing) => {
    const weights = { ...routing?.AdditionalVersionWeights };
    for (const version of Object.keys(weights)) checkVersion(found, version);
    return weights;
  };
  const aliasOf = (found: FunctionRecord, name: string) => {
    const alias = found.aliases[name];
    if (!alias) throw notFound(`Cannot find alias arn: ${found.arn}:${name}`);
    return alias;
  };
  return {
    PublishVersion: (input: { FunctionName: string; CodeSha256?: string; Description?: string; RevisionId?: string }, call: Call) => {
      const found = named(input.FunctionName, call);
      if (input.RevisionId !== undefined && input.RevisionId !== found.latest.revisionId) throw preconditionFailed();
      if (input.CodeSha256 !== undefined && input.CodeSha256 !== found.latest.codeSha256) {
        throw invalid(`CodeSHA256 (${input.CodeSha256}) is different from current CodeSHA256 in $LATEST (${found.latest.codeSha256}).`);
      }
      const version = publish(cloud, found, input.Description);
      save(call, found);
      return configurationOf(found, version, true);
    },
    ListVersionsByFunction: (input: { FunctionName: string; Marker?: string; MaxItems?: number }, call: Call) => {
      const found = named(input.FunctionName, call);
      const page = pageOf([found.latest, ...found.published], input.MaxItems || PAGE, input.Marker, badMarker);
      return { Versions: page.items.map((version) => configurationOf(found, version, true)), NextMarker: page.next };
    },
    ListFunctions: (input: { Marker?: string; MaxItems?: number; FunctionVersion?: string }, call: Call) => {
      const all = tablesFor(cloud, call).functions.values();
      const every = input.FunctionVersion === "ALL";
      const rows = all.flatMap((found) =>
        (every ? [found.latest, ...found.published] : [found.latest]).map((version) => ({ found, version })),
      );
      const page = pageOf(rows, input.MaxItems || PAGE, input.Marker, badMarker);
      return { Functions: page.items.map(({ found, version }) => configurationOf(found, version, every)), NextMarker: page.next };
    },
    CreateAlias: (input: AliasInput & { FunctionVersion: string }, call: Call) => {
      const found = named(input.FunctionName, call);
      if (/^\d+$/.test(input.Name)) throw invalid(`${input.Name} is the number of a version and cannot be the name of an alias.`);
      if (Object.hasOwn(found.aliases, input.Name)) throw conflict(`Alias already exists: ${found.arn}:${input.Name}`);
      checkVersion(found, input.FunctionVersion);
      const weights = weightsOf(found, input);
      const alias = {
        name: input.Name,
        version: input.FunctionVersion,
        description: input.Description ?? "",
        revisionId: uuid(cloud),
        weights,
      };
      found.aliases[input.Name] = alias;
      save(call, found);
      return aliasView(found, alias);
    },
    UpdateAlias: (input: AliasInput, call: Call) => {
      const found = named(input.FunctionName, call);
      const alias = found.aliases[input.Name];
      if (!alias) throw notFound(`Alias not found: ${found.arn}:${input.Name}`);
      if (input.RevisionId !== undefined && input.RevisionId !== alias.revisionId) throw preconditionFailed();
      if (input.FunctionVersion !== undefined) checkVersion(found, input.FunctionVersion);
      if (input.RoutingConfig !== undefined) alias.weights = weightsOf(found, input);
      if (input.FunctionVersion !== undefined) alias.version = input.FunctionVersion;
      if (input.Description !== undefined) alias.description = input.Description;
      alias.revisionId = uuid(cloud);
      save(call, found);
      return aliasView(found, alias);
    },
    GetAlias: (input: { FunctionName: string; Name: string }, call: Call) => {
      const found = named(input.FunctionName, call);
      return aliasView(found, aliasOf(found, input.Name));
    },
    DeleteAlias: (input: { FunctionName: string; Name: string }, call: Call) => {
      const found = named(input.FunctionName, call);
      delete found.aliases[input.Name];
      delete found.policies[input.Name];
      delete found.eventInvoke[input.Name];
      save(call, found);
      return {};
    },
    ListAliases: (input: { FunctionName: string; FunctionVersion?: string; Marker?: string; MaxItems?: number }, call: Call) => {
      const found = named(input.FunctionName, call);
      const all = Object.values(found.aliases).filter(({ version }) => (input.FunctionVersion ?? version) === version);
      const page = pageOf(all, input.MaxItems || PAGE, input.Marker, badMarker);
      return { Aliases: page.items.map((alias) => aliasView(found, alias)), NextMarker: page.next };
    },
  } satisfies Record<string, Handler>;
}
