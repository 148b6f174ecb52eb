import type { IResourceMonitorServer } from "@pulumi/pulumi/proto/resource_grpc_pb";
import { type Protocol, propertiesOf, unary } from "../protocol";
import type { Callbacks } from "./callbacks";
import type { Deployment } from "./deployment";
import { unsupported } from "./failures";
import { readRequest, registerRequest } from "./requests";

/** What the engine can do, by the names that Pulumi's SDKs ask for. */
const FEATURES = new Set([
  "secrets",
  "resourceReferences",
  "outputValues",
  "aliasSpecs",
  "deletedWith",
  "replaceWith",
  "transforms",
  "invokeTransforms",
  "resourceHooks",
]);

/** The features of which the SDK says "please update the Pulumi CLI" when they are missing, and what is meant here. */
const REMEDY = "Leave it out in the stack that is rehearsed, by configuration.";

/** `pulumirpc.ResourceMonitor`: what a Pulumi program talks to. */
export function resourceMonitor(
  protocol: Protocol,
  deployment: Deployment,
  callbacks: Callbacks,
  info: { readonly project: string; readonly stack: string; readonly preview: boolean },
  touch: () => void,
): IResourceMonitorServer {
  const { grpc, resource, provider } = protocol;
  const refuse = (what: string) => {
    const error = unsupported(what, REMEDY);
    deployment.fail(error);
    return Object.assign(new Error(error.message), { code: grpc.status.UNIMPLEMENTED });
  };
  const server: IResourceMonitorServer = {
    getDeploymentInfo: unary(grpc, () => {
      const response = new resource.DeploymentInfo();
      response.setProject(info.project);
      response.setStack(info.stack);
      response.setDryrun(info.preview);
      return response;
    }),
    supportsFeature: unary(grpc, (request) => {
      const response = new resource.SupportsFeatureResponse();
      response.setHassupport(FEATURES.has(request.getId()));
      return response;
    }),
    invoke: unary(grpc, async (message) => {
      touch();
      await callbacks.transformInvoke(message);
      const { result, failures } = await deployment.invoke(
        message.getTok(),
        propertiesOf(message.getArgs()),
        message.getProvider() || undefined,
      );
      const response = new provider.InvokeResponse();
      response.setReturn(protocol.struct(result));
      response.setFailuresList(
        failures.map((failure) => {
          const out = new provider.CheckFailure();
          out.setProperty(failure.property);
          out.setReason(failure.reason);
          return out;
        }),
      );
      return response;
    }),
    call: unary(grpc, (message) => {
      throw refuse(`the method ${message.getTok()}, which runs inside a component of another package,`);
    }),
    readResource: unary(grpc, async (message) => {
      touch();
      const registered = await deployment.read(readRequest(message), message.getId());
      const response = new resource.ReadResourceResponse();
      response.setUrn(registered.urn);
      response.setProperties(protocol.struct(registered.properties));
      return response;
    }),
    registerResource: unary(grpc, async (message) => {
      touch();
      if (message.getRemote()) throw refuse(`${message.getType()} "${message.getName()}", a component that runs in a provider of its own,`);
      await callbacks.transform(message);
      const request = registerRequest(message);
      const registered = await callbacks.withHooks(message, () => deployment.register(request));
      callbacks.bequeath(registered.urn, message);
      const response = new resource.RegisterResourceResponse();
      response.setUrn(registered.urn);
      response.setId(registered.id);
      response.setObject(protocol.struct(registered.properties));
      for (const [name, dependencies] of Object.entries(request.propertyDependencies)) {
        const out = new resource.RegisterResourceResponse.PropertyDependencies();
        out.setUrnsList([...dependencies]);
        response.getPropertydependenciesMap().set(name, out);
      }
      return response;
    }),
    registerResourceOutputs: unary(grpc, (message) => {
      touch();
      deployment.registerOutputs(message.getUrn(), propertiesOf(message.getOutputs()));
      return protocol.empty();
    }),
    registerStackTransform: unary(grpc, (message) => {
      callbacks.addStackTransform(message);
      return protocol.empty();
    }),
    registerStackInvokeTransform: unary(grpc, (message) => {
      callbacks.addInvokeTransform(message);
      return protocol.empty();
    }),
    registerResourceHook: unary(grpc, (message) => {
      callbacks.addHook(message);
      return protocol.empty();
    }),
    registerErrorHook: unary(grpc, (message) => {
      throw refuse(`the error hook "${message.getName()}"`);
    }),
    registerPackage: unary(grpc, (message) => {
      throw refuse(`the parameterised package ${message.getName()}`);
    }),
    signalAndWaitForShutdown: unary(grpc, () => {
      touch();
      return protocol.empty();
    }),
  };
  return server;
}
