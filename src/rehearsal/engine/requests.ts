import { fileURLToPath } from "node:url";
import type { Alias } from "@pulumi/pulumi/proto/alias_pb";
import type { ReadResourceRequest, RegisterResourceRequest } from "@pulumi/pulumi/proto/resource_pb";
import type { SourcePosition, StackTrace } from "@pulumi/pulumi/proto/source_pb";
import { propertiesOf } from "../protocol";
import { NO_OPTIONS, type Place, type ResourceOptions, type ResourceRequest } from "./registration";

/** The registration in a RegisterResource message. */
export function registerRequest(message: RegisterResourceRequest): ResourceRequest {
  const propertyDependencies: Record<string, readonly string[]> = {};
  message.getPropertydependenciesMap().forEach((dependencies, name) => {
    propertyDependencies[name] = dependencies.getUrnsList();
  });
  return {
    type: message.getType(),
    name: message.getName(),
    parent: message.getParent(),
    custom: message.getCustom(),
    properties: propertiesOf(message.getObject()),
    ...provider(message.getProvider(), message.getVersion()),
    dependencies: message.getDependenciesList(),
    propertyDependencies,
    options: optionsOf(message),
    ...placeOf(message.getStacktrace(), message.getSourceposition()),
  };
}

/** The registration in a ReadResource message. */
export function readRequest(message: ReadResourceRequest): ResourceRequest {
  return {
    type: message.getType(),
    name: message.getName(),
    parent: message.getParent(),
    custom: true,
    properties: propertiesOf(message.getProperties()),
    ...provider(message.getProvider(), message.getVersion()),
    dependencies: message.getDependenciesList(),
    propertyDependencies: {},
    options: { ...NO_OPTIONS, additionalSecretOutputs: message.getAdditionalsecretoutputsList() },
    ...placeOf(message.getStacktrace(), message.getSourceposition()),
  };
}

function provider(reference: string, version: string) {
  return { ...(reference ? { provider: reference } : {}), ...(version ? { providerVersion: version } : {}) };
}

function optionsOf(message: RegisterResourceRequest): ResourceOptions {
  const timeouts = message.getCustomtimeouts();
  const customTimeouts = {
    ...(timeouts?.getCreate() ? { create: timeouts.getCreate() } : {}),
    ...(timeouts?.getUpdate() ? { update: timeouts.getUpdate() } : {}),
    ...(timeouts?.getDelete() ? { delete: timeouts.getDelete() } : {}),
    ...(timeouts?.getRead() ? { read: timeouts.getRead() } : {}),
  };
  return {
    protect: message.getProtect() ?? false,
    retainOnDelete: message.getRetainondelete() ?? false,
    ignoreChanges: message.getIgnorechangesList(),
    replaceOnChanges: message.getReplaceonchangesList(),
    ...(message.getDeletebeforereplacedefined() ? { deleteBeforeReplace: message.getDeletebeforereplace() } : {}),
    additionalSecretOutputs: message.getAdditionalsecretoutputsList(),
    aliases: [...message.getAliasurnsList(), ...message.getAliasesList().map(aliasText)],
    ...(message.getImportid() ? { importId: message.getImportid() } : {}),
    ...(message.getDeletedwith() ? { deletedWith: message.getDeletedwith() } : {}),
    ...(Object.keys(customTimeouts).length > 0 ? { customTimeouts } : {}),
  };
}

/** The URN of an alias, or the parts that differ as `name=…, type=…`. */
function aliasText(alias: Alias): string {
  const spec = alias.getSpec();
  if (!spec) return alias.getUrn();
  const parts = {
    name: spec.getName(),
    type: spec.getType(),
    stack: spec.getStack(),
    project: spec.getProject(),
    parent: spec.getParenturn(),
  };
  const given = Object.entries(parts).filter(([, value]) => value !== "");
  return [...given.map(([key, value]) => `${key}=${value}`), ...(spec.getNoparent() ? ["noParent"] : [])].join(", ");
}

/** The frame that belongs to the program, not to a package that it uses. */
function placeOf(trace: StackTrace | undefined, position: SourcePosition | undefined): { place?: Place } {
  const frames = (trace?.getFramesList() ?? []).map((frame) => frame.getPc());
  for (const frame of [...frames, position]) {
    const uri = frame?.getUri() ?? "";
    if (!frame || !uri.startsWith("file://") || uri.includes("/node_modules/")) continue;
    const file = toPath(uri);
    if (file) return { place: { file, line: frame.getLine(), column: frame.getColumn() } };
  }
  return {};
}

function toPath(uri: string): string | undefined {
  try {
    return fileURLToPath(uri.split("?")[0] ?? uri);
  } catch {
    return undefined;
  }
}
