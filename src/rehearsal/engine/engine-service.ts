import type { IEngineServer } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { type Protocol, unary } from "../protocol";
import type { EvaluationEvent } from "./registration";

const SEVERITIES = ["debug", "info", "warning", "error"] as const;

/** `pulumirpc.Engine`: the program's log, and the root resource for older SDKs. */
export function engineService(protocol: Protocol, onEvent: (event: EvaluationEvent) => void, touch: () => void): IEngineServer {
  const { grpc, engine } = protocol;
  let root = "";
  const server: IEngineServer = {
    log: unary(grpc, (request) => {
      touch();
      const urn = request.getUrn();
      onEvent({
        kind: "log",
        severity: SEVERITIES[request.getSeverity()] ?? "info",
        message: request.getMessage(),
        ...(urn ? { urn } : {}),
      });
      return protocol.empty();
    }),
    getRootResource: unary(grpc, () => {
      const response = new engine.GetRootResourceResponse();
      response.setUrn(root);
      return response;
    }),
    setRootResource: unary(grpc, (request) => {
      root = request.getUrn();
      return new engine.SetRootResourceResponse();
    }),
    startDebugging: unary(grpc, () => protocol.empty()),
    requirePulumiVersion: unary(grpc, () => new engine.RequirePulumiVersionResponse()),
  };
  return server;
}
