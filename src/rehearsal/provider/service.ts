import type { ServerUnaryCall } from "@grpc/grpc-js";
import type { IResourceProviderServer } from "@pulumi/pulumi/proto/provider_grpc_pb";
import type { CheckFailure } from "@pulumi/pulumi/proto/provider_pb";
import { canonicalJson } from "../../words";
import type { CheckResult, ConfiguredProvider, PropertyFailure, Provider } from "../contract";
import { nameOfUrn, typeOfUrn } from "../engine/urn";
import { type Protocol, propertiesOf, unary } from "../protocol";

/** What a caller has configured; Pulumi's engine opens one connection for each provider resource of a program. */
class Peers {
  private readonly byPeer = new Map<string, ConfiguredProvider>();

  constructor(private readonly provider: Provider) {}

  configure(peer: string, config: Parameters<Provider["configure"]>[0]): void {
    this.byPeer.get(peer)?.close();
    this.byPeer.set(peer, this.provider.configure(config));
  }

  of(peer: string): ConfiguredProvider {
    const known = this.byPeer.get(peer);
    if (known) return known;
    const fresh = this.provider.configure({});
    this.byPeer.set(peer, fresh);
    return fresh;
  }

  close(): void {
    for (const provider of this.byPeer.values()) provider.close();
  }
}

/** `pulumirpc.ResourceProvider` over a provider: what Pulumi's own engine attaches to. */
export function providerService(protocol: Protocol, provider: Provider): { readonly service: IResourceProviderServer; close(): void } {
  const { grpc, provider: messages, plugin, struct, empty } = protocol;
  const peers = new Peers(provider);
  const peerOf = (call: ServerUnaryCall<unknown, unknown>) => peers.of(call.getPeer());
  const refuse = (what: string) => () => {
    throw Object.assign(new Error(`the rehearsal provider has no ${what}`), { code: grpc.status.UNIMPLEMENTED });
  };
  const failureList = (failures: readonly PropertyFailure[]): CheckFailure[] =>
    failures.map(({ property, reason }) => {
      const failure = new messages.CheckFailure();
      failure.setProperty(property);
      failure.setReason(reason);
      return failure;
    });
  const checkResponse = ({ inputs, failures }: CheckResult) => {
    const response = new messages.CheckResponse();
    response.setInputs(struct(inputs));
    response.setFailuresList(failureList(failures));
    return response;
  };
  const service: IResourceProviderServer = {
    handshake: unary(grpc, () => {
      const response = new messages.ProviderHandshakeResponse();
      response.setAcceptSecrets(false);
      response.setAcceptResources(false);
      response.setAcceptOutputs(false);
      return response;
    }),
    attach: unary(grpc, () => empty()),
    getPluginInfo: unary(grpc, () => {
      const info = new plugin.PluginInfo();
      info.setVersion(provider.version);
      return info;
    }),
    getSchema: unary(grpc, () => {
      const response = new messages.GetSchemaResponse();
      response.setSchema(JSON.stringify({ name: provider.name, version: provider.version }));
      return response;
    }),
    checkConfig: unary(grpc, (request) => checkResponse(provider.checkConfig(propertiesOf(request.getNews())))),
    diffConfig: unary(grpc, () => {
      const response = new messages.DiffResponse();
      response.setChanges(messages.DiffResponse.DiffChanges.DIFF_NONE);
      return response;
    }),
    configure: unary(grpc, (request, call) => {
      peers.configure(call.getPeer(), propertiesOf(request.getArgs()));
      const response = new messages.ConfigureResponse();
      response.setAcceptsecrets(false);
      response.setAcceptresources(false);
      response.setAcceptoutputs(false);
      response.setSupportspreview(true);
      return response;
    }),
    check: unary(grpc, async (request, call) => {
      const olds = request.getOlds();
      const previous = olds && Object.keys(propertiesOf(olds)).length > 0 ? { previous: propertiesOf(olds) } : {};
      const inputs = propertiesOf(request.getNews());
      const resource = resourceOf(request);
      const configured = peerOf(call);
      if (!configured.handles(resource.type)) return checkResponse({ inputs, failures: [] });
      return checkResponse(await configured.check({ ...resource, inputs, seed: request.getRandomseed_asU8(), ...previous }));
    }),
    diff: unary(grpc, async (request, call) => {
      const configured = peerOf(call);
      const resource = resourceOf(request);
      const response = new messages.DiffResponse();
      const news = propertiesOf(request.getNews());
      const olds = oldInputs(request.getOldInputs());
      if (!configured.handles(resource.type)) {
        const same = canonicalJson(olds.inputs ?? {}) === canonicalJson(news);
        response.setChanges(same ? messages.DiffResponse.DiffChanges.DIFF_NONE : messages.DiffResponse.DiffChanges.DIFF_SOME);
        return response;
      }
      const difference = await configured.diff({
        ...resource,
        id: request.getId(),
        outputs: propertiesOf(request.getOlds()),
        ...olds,
        news,
        ignoreChanges: request.getIgnorechangesList(),
      });
      const some = difference.changed.length > 0;
      response.setChanges(some ? messages.DiffResponse.DiffChanges.DIFF_SOME : messages.DiffResponse.DiffChanges.DIFF_NONE);
      response.setDiffsList([...difference.changed]);
      response.setReplacesList([...difference.replaces]);
      response.setDeletebeforereplace(difference.deleteBeforeReplace);
      response.setHasdetaileddiff(true);
      for (const { path, kind } of difference.places) {
        const place = new messages.PropertyDiff();
        const replaces = difference.replaces.some((name) => path === name || path.startsWith(`${name}.`) || path.startsWith(`${name}[`));
        place.setKind(messages.PropertyDiff.Kind[replaces ? (`${KINDS[kind]}_REPLACE` as const) : KINDS[kind]]);
        place.setInputdiff(true);
        response.getDetaileddiffMap().set(path, place);
      }
      return response;
    }),
    create: unary(grpc, async (request, call) => {
      const configured = peerOf(call);
      const resource = resourceOf(request);
      const inputs = propertiesOf(request.getProperties());
      const made = configured.handles(resource.type)
        ? await configured.create({ ...resource, inputs, preview: request.getPreview() })
        : configured.inert(resource, inputs);
      const response = new messages.CreateResponse();
      response.setId(request.getPreview() ? "" : made.id);
      response.setProperties(struct(made.outputs));
      return response;
    }),
    read: unary(grpc, async (request, call) => {
      const configured = peerOf(call);
      const resource = resourceOf(request);
      const response = new messages.ReadResponse();
      const outputs = propertiesOf(request.getProperties());
      const existing = { ...resource, id: request.getId(), outputs, ...oldInputs(request.getInputs()) };
      const found = configured.handles(resource.type)
        ? await configured.read(existing)
        : { id: existing.id, inputs: existing.inputs ?? {}, outputs };
      if (!found) return response;
      response.setId(found.id);
      response.setProperties(struct(found.outputs));
      response.setInputs(struct(found.inputs));
      return response;
    }),
    update: unary(grpc, async (request, call) => {
      const configured = peerOf(call);
      const resource = resourceOf(request);
      const news = propertiesOf(request.getNews());
      const response = new messages.UpdateResponse();
      const outputs = configured.handles(resource.type)
        ? await configured.update({
            ...resource,
            id: request.getId(),
            outputs: propertiesOf(request.getOlds()),
            ...oldInputs(request.getOldInputs()),
            news,
            ignoreChanges: request.getIgnorechangesList(),
            preview: request.getPreview(),
          })
        : configured.inert(resource, news).outputs;
      response.setProperties(struct(outputs));
      return response;
    }),
    delete: unary(grpc, async (request, call) => {
      const configured = peerOf(call);
      const resource = resourceOf(request);
      const existing = {
        ...resource,
        id: request.getId(),
        outputs: propertiesOf(request.getProperties()),
        ...oldInputs(request.getOldInputs()),
      };
      if (configured.handles(resource.type)) await configured.delete(existing);
      return empty();
    }),
    invoke: unary(grpc, async (request, call) => {
      const configured = peerOf(call);
      if (!configured.answers(request.getTok())) refuse(`function ${request.getTok()}`)();
      const { result, failures } = await configured.invoke(request.getTok(), propertiesOf(request.getArgs()));
      const response = new messages.InvokeResponse();
      response.setReturn(struct(result));
      response.setFailuresList(failureList(failures));
      return response;
    }),
    cancel: unary(grpc, () => {
      peers.close();
      return empty();
    }),
    parameterize: unary(grpc, refuse("parameters")),
    call: unary(grpc, refuse("methods")),
    construct: unary(grpc, refuse("components")),
    getMapping: unary(grpc, refuse("mapping")),
    getMappings: unary(grpc, refuse("mappings")),
    list: (call) => {
      call.emit("error", { code: grpc.status.UNIMPLEMENTED, details: "the rehearsal provider lists nothing" });
    },
  };
  return { service, close: () => peers.close() };
}

const KINDS = { add: "ADD", delete: "DELETE", update: "UPDATE" } as const;

/** Older engines leave type and name out: both stand in the URN. */
function resourceOf(request: { getUrn(): string; getType(): string; getName(): string }) {
  const urn = request.getUrn();
  return { urn, type: request.getType() || typeOfUrn(urn), name: request.getName() || nameOfUrn(urn) };
}

function oldInputs(inputs: Parameters<typeof propertiesOf>[0]) {
  const properties = propertiesOf(inputs);
  return Object.keys(properties).length > 0 ? { inputs: properties } : {};
}
