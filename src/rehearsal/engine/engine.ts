import { CHANNEL_OPTIONS, listen, loadProtocol } from "../protocol";
import { Callbacks } from "./callbacks";
import type { Deployment } from "./deployment";
import { engineService } from "./engine-service";
import { resourceMonitor } from "./monitor";
import type { EvaluationEvent } from "./registration";

export interface Engine {
  /** `127.0.0.1:PORT` */
  readonly address: string;
  close(): void;
}

/** Opens a server for one deployment that speaks `pulumirpc.ResourceMonitor` and `pulumirpc.Engine`. `touch` is told of every call. */
export async function openEngine(
  deployment: Deployment,
  info: { readonly project: string; readonly stack: string; readonly preview: boolean },
  onEvent: (event: EvaluationEvent) => void,
  touch: () => void,
): Promise<Engine> {
  const protocol = loadProtocol();
  const callbacks = new Callbacks(protocol, info.preview, (message) => onEvent({ kind: "log", severity: "warning", message }));
  const server = new protocol.grpc.Server(CHANNEL_OPTIONS);
  server.addService(protocol.resourceService.ResourceMonitorService, resourceMonitor(protocol, deployment, callbacks, info, touch));
  server.addService(protocol.engineService.EngineService, engineService(protocol, onEvent, touch));
  return {
    address: `127.0.0.1:${await listen(protocol.grpc, server)}`,
    close: () => {
      callbacks.close();
      server.forceShutdown();
    },
  };
}
