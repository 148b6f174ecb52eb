import type { Provider } from "../contract";
import { CHANNEL_OPTIONS, listen, loadProtocol } from "../protocol";
import { providerService } from "./service";

export interface ServedProvider {
  /** For `PULUMI_DEBUG_PROVIDERS=aws:PORT`. */
  readonly port: number;
  stop(): Promise<void>;
}

/**
 * Serves a provider on a loopback port, so that Pulumi's own engine attaches to it:
 *
 *     PULUMI_DEBUG_PROVIDERS=aws:PORT PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION=true pulumi up
 *
 * Default: any free port. https://www.pulumi.com/docs/iac/extending-pulumi/debugging-provider-packages/
 */
export async function serveProvider(provider: Provider, port = 0): Promise<ServedProvider> {
  const protocol = loadProtocol();
  const { service, close } = providerService(protocol, provider);
  const server = new protocol.grpc.Server(CHANNEL_OPTIONS);
  server.addService(protocol.providerService.ResourceProviderService, service);
  return {
    port: await listen(protocol.grpc, server, port),
    stop: async () => {
      server.forceShutdown();
      close();
    },
  };
}
