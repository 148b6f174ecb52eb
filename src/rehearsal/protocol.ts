import { createRequire } from "node:module";
import type * as Grpc from "@grpc/grpc-js";
import type * as CallbackService from "@pulumi/pulumi/proto/callback_grpc_pb";
import type * as CallbackMessages from "@pulumi/pulumi/proto/callback_pb";
import type * as EngineService from "@pulumi/pulumi/proto/engine_grpc_pb";
import type * as EngineMessages from "@pulumi/pulumi/proto/engine_pb";
import type * as PluginMessages from "@pulumi/pulumi/proto/plugin_pb";
import type * as ProviderService from "@pulumi/pulumi/proto/provider_grpc_pb";
import type * as ProviderMessages from "@pulumi/pulumi/proto/provider_pb";
import type * as ResourceService from "@pulumi/pulumi/proto/resource_grpc_pb";
import type * as ResourceMessages from "@pulumi/pulumi/proto/resource_pb";
import type { Properties } from "./contract";

/** `google.protobuf.Struct` of the Pulumi SDK's own protobuf runtime: the messages below take no other. */
export type Struct = NonNullable<ReturnType<ProviderMessages.CheckRequest["getNews"]>>;

/** `google.protobuf.Empty` of the same runtime. */
export type Empty = Parameters<ResourceService.IResourceMonitorServer["signalAndWaitForShutdown"]>[0]["request"];

/**
 * Pulumi's generated protocol code. Loaded when first used: it costs a tenth of a second that commands without a
 * Pulumi program shall not pay.
 */
export function loadProtocol() {
  const pulumiRequire = createRequire(require.resolve("@pulumi/pulumi/package.json"));
  const { Struct } = pulumiRequire("google-protobuf/google/protobuf/struct_pb.js") as {
    Struct: { fromJavaScript(value: Properties): Struct };
  };
  const { Empty } = pulumiRequire("google-protobuf/google/protobuf/empty_pb.js") as { Empty: new () => Empty };
  return {
    grpc: require("@grpc/grpc-js") as typeof Grpc,
    resource: require("@pulumi/pulumi/proto/resource_pb") as typeof ResourceMessages,
    resourceService: require("@pulumi/pulumi/proto/resource_grpc_pb") as typeof ResourceService,
    engine: require("@pulumi/pulumi/proto/engine_pb") as typeof EngineMessages,
    engineService: require("@pulumi/pulumi/proto/engine_grpc_pb") as typeof EngineService,
    provider: require("@pulumi/pulumi/proto/provider_pb") as typeof ProviderMessages,
    providerService: require("@pulumi/pulumi/proto/provider_grpc_pb") as typeof ProviderService,
    callback: require("@pulumi/pulumi/proto/callback_pb") as typeof CallbackMessages,
    callbackService: require("@pulumi/pulumi/proto/callback_grpc_pb") as typeof CallbackService,
    plugin: require("@pulumi/pulumi/proto/plugin_pb") as typeof PluginMessages,
    struct: (properties: Properties) => Struct.fromJavaScript(properties),
    empty: () => new Empty(),
  };
}

export type Protocol = ReturnType<typeof loadProtocol>;

/** Pulumi's SDK sends whole programs and templates in one message. */
export const CHANNEL_OPTIONS = { "grpc.max_receive_message_length": 400 * 1024 * 1024, "grpc.max_send_message_length": -1 };

/** Properties of a message's Struct field. */
export function propertiesOf(struct: Struct | undefined): Properties {
  return (struct?.toJavaScript() as Properties | undefined) ?? {};
}

/** Starts a server on a free loopback port. */
export async function listen(grpc: typeof Grpc, server: Grpc.Server, port = 0): Promise<number> {
  return new Promise((resolve, reject) => {
    server.bindAsync(`127.0.0.1:${port}`, grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
}

/** A unary method as an async function; what it throws becomes the call's status. */
export function unary<Request, Response>(
  grpc: typeof Grpc,
  run: (request: Request, call: Grpc.ServerUnaryCall<Request, Response>) => Promise<Response> | Response,
): Grpc.handleUnaryCall<Request, Response> {
  return (call, done) => {
    Promise.resolve()
      .then(() => run(call.request, call))
      .then(
        (response) => done(null, response),
        (error: unknown) => {
          const status = error as { code?: unknown; message?: unknown };
          const code = typeof status.code === "number" ? status.code : grpc.status.UNKNOWN;
          done({ code, details: typeof status.message === "string" ? status.message : String(error) });
        },
      );
  };
}
