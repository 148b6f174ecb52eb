import { modelOf } from "../model/load";
import { PROTOCOLS } from "../wire";
import { detect, signatureOf } from "../wire/detect";
import type { Exchange, WireReply, WireRequest } from "../wire/message";
import { pathStyle } from "../wire/virtualHost";
import type { World } from "./assemble";
import type { Call } from "./cloud";
import { AwsError } from "./error";
import { callerOf } from "./principals";

export interface ApiContext {
  readonly world: World;
  readonly accountId: string;
  readonly region: string;
}

/** One AWS request, answered in its own protocol whatever happens. */
export async function answer(received: WireRequest, { world, accountId, region }: ApiContext): Promise<WireReply> {
  const requestId = world.newRequestId();
  const signature = signatureOf(received);
  const request = pathStyle(received, signature?.signingName);
  const detected = detect(request, signature);
  const protocol = PROTOCOLS[detected.protocol];
  const seen = {
    service: detected.service?.id ?? signature?.signingName ?? "unknown",
    operation: detected.found ? detected.operation : `${request.method} ${request.path}`,
    principal: "",
    accountId,
    region: signature?.region ?? region,
    at: world.clock.now(),
    by: "wire" as const,
  };
  const refuse = (problem: unknown): WireReply => {
    const error = problem instanceof AwsError ? problem : new AwsError("InternalFailure", internalMessage(problem), 500);
    if (error !== problem) {
      world.cloud.log(`${seen.service}:${seen.operation} failed within the sandbox`, {
        problem: problem instanceof Error ? (problem.stack ?? problem.message) : String(problem),
      });
    }
    const reply = protocol.error(error, request, requestId, detected.service && modelOf(detected.service.id));
    world.calls.add({ ...seen, status: reply.status, code: error.code });
    return reply;
  };
  if (!detected.found) return refuse(detected.error);
  try {
    const caller = callerOf(world.cloud.state, signature?.accessKeyId, accountId, world.clock.now());
    seen.accountId = caller.accountId;
    seen.principal = caller.principal.arn;
    const model = modelOf(detected.service.id);
    const operation = world.dispatcher.operation(model, detected.operation);
    const exchange: Exchange = { request, model, operation, requestId };
    const call: Call = { service: model.id, operation: operation.name, ...caller, region: seen.region, requestId };
    const output = await world.dispatcher.run(operation, call, protocol.parse(exchange));
    const reply = protocol.reply(output, exchange);
    world.calls.add({ ...seen, status: reply.status, code: undefined });
    return reply;
  } catch (problem) {
    return refuse(problem);
  }
}

function internalMessage(problem: unknown): string {
  return `The sandbox failed; this is a fault of Faultline's: ${problem instanceof Error ? problem.message : String(problem)}`;
}
