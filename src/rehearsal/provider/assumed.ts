import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { hashOf, isFaultlineError } from "../../words";
import { type ConfiguredProvider, isObject, type Plain, type Properties, type Provider } from "../contract";
import { isFile } from "./assets";

/**
 * A provider for listings, where nobody can be asked: functions and reads that need AWS get an answer of the right form whose texts say
 * that they are assumed. `told` is called with the name of each. Nothing of it can be made: an assumed ARN belongs to no account.
 */
export function assuming(provider: Provider, told: (what: string) => void): Provider {
  return { ...provider, configure: (config) => new Assuming(provider.configure(config), told) };
}

class Assuming implements ConfiguredProvider {
  readonly assumes = true;
  readonly check: ConfiguredProvider["check"];
  readonly diff: ConfiguredProvider["diff"];
  readonly create: ConfiguredProvider["create"];
  readonly update: ConfiguredProvider["update"];
  readonly delete: ConfiguredProvider["delete"];

  constructor(
    private readonly inner: ConfiguredProvider,
    private readonly told: (what: string) => void,
  ) {
    this.check = (request) => inner.check({ ...request, inputs: withAssumedFiles(request.inputs, told) });
    this.diff = (request) => inner.diff(request);
    this.create = (request) => inner.create(request);
    this.update = (request) => inner.update(request);
    this.delete = (request) => inner.delete(request);
  }

  handles(type: string): boolean {
    return this.inner.handles(type);
  }

  answers(): boolean {
    return true;
  }

  async invoke(token: string, args: Properties) {
    if (this.inner.answers(token)) {
      try {
        return await this.inner.invoke(token, args);
      } catch (thrown) {
        if (!isFaultlineError(thrown) || thrown.code !== "needs-sandbox") throw thrown;
      }
    }
    this.told(token);
    const { arn } = this.inert({ urn: token, type: token, name: last(token) }, {}).outputs;
    return { result: { ...assumedResult(token, String(arn)), ...args }, failures: [] };
  }

  async read(resource: Parameters<ConfiguredProvider["read"]>[0]) {
    this.told(`${resource.type} ${resource.id}`);
    const { outputs } = this.inert(resource, { ...resource.inputs });
    return { id: resource.id, inputs: resource.inputs ?? {}, outputs };
  }

  inert(resource: Parameters<ConfiguredProvider["inert"]>[0], inputs: Properties) {
    return this.inner.inert(resource, inputs);
  }

  close(): void {
    this.inner.close();
  }
}

/** What a build has still to make counts as there: an asset that has a hash is not opened. */
function withAssumedFiles(inputs: Properties, told: (what: string) => void): Properties {
  const walk = (value: Plain): Plain => {
    if (Array.isArray(value)) return value.map(walk);
    if (!isObject(value)) return value;
    if (isFile(value) && typeof value.path === "string" && !existsSync(value.path)) {
      told(`file ${value.path}`);
      return { ...value, hash: "assumed" };
    }
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, walk(member)]));
  };
  return walk(inputs) as Properties;
}

const last = (token: string) => token.split(":").at(-1) ?? token;

/** `    readonly nameServers: string[];` in the declaration of a function's result. */
const MEMBER = /^ {4}readonly (\w+)\??: (.+)$/;

/** What the SDK's declaration of a function says that comes back; only an id and an ARN where there is no declaration. */
function assumedResult(token: string, arn: string): Properties {
  const [pack = "", path = "", name = ""] = token.split(":");
  const id = `assumed-${hashOf({ token }).slice(0, 8)}`;
  const result: Record<string, Plain> = { id, arn };
  const file = join(sdkOf(pack), path.startsWith("index/") ? `${name}.d.ts` : `${path}.d.ts`);
  if (!existsSync(file)) return result;
  const [, body = ""] = readFileSync(file, "utf8").split(/^export interface Get\w*Result \{$/m);
  for (const line of body.slice(0, body.search(/^\}/m)).split("\n")) {
    const [, member, type = ""] = MEMBER.exec(line) ?? [];
    if (member !== undefined) result[member] = assumedValue(member, type.replace(/;$/, ""), arn, id);
  }
  return result;
}

function sdkOf(pack: string): string {
  return dirname(require.resolve(`@pulumi/${pack}/package.json`));
}

function assumedValue(member: string, type: string, arn: string, id: string): Plain {
  if (type.endsWith("[]")) return [assumedValue(member, type.slice(0, -2), arn, id)];
  if (type === "number") return 0;
  if (type === "boolean") return false;
  if (type !== "string") return {};
  if (/arns?$/i.test(member)) return arn;
  return member === "id" ? id : `assumed-${member}`;
}
