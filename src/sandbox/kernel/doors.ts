import { isFaultlineError, messageOf } from "../../words";
import type { WireReply, WireRequest } from "../wire/message";
import type { World } from "./assemble";

/** What the sandbox's own addresses under `/_faultline/` need. */
export interface DoorContext {
  readonly world: World;
  readonly accountId: string;
  readonly version: string;
  readonly wallStarted: number;
  readonly sandboxStarted: number;
  readonly storeFailure: string | undefined;
  reset(): Promise<void>;
}

const json = (status: number, body: unknown): WireReply => ({
  status,
  headers: { "content-type": "application/json" },
  body: JSON.stringify(body),
});

type Door = (request: WireRequest, context: DoorContext) => WireReply | Promise<WireReply>;

const DOORS: Readonly<Record<string, Door>> = {
  "GET /_faultline/health": (_request, { world, accountId, version, wallStarted, sandboxStarted, storeFailure }) =>
    json(200, {
      status: "ready",
      now: world.clock.now(),
      speed: world.clock.speed,
      epochWall: wallStarted,
      epochSandbox: sandboxStarted,
      accountId,
      version,
      machines: world.plane.machines().length,
      ...(storeFailure === undefined ? {} : { storeFailure }),
    }),
  "POST /_faultline/reset": async (_request, { reset }) => {
    await reset();
    return json(200, { status: "ready" });
  },
  "GET /_faultline/calls": (request, { world }) => {
    const since = Number(new URLSearchParams(request.query).get("since") ?? 0);
    if (!Number.isInteger(since) || since < 0) return json(400, { message: "since is the number of the last call that you know" });
    return json(200, world.calls.since(since));
  },
  "GET /_faultline/functions": (_request, { world }) => json(200, { processes: world.cloud.functionProcesses() }),
  "GET /_faultline/system": (_request, { world }) => {
    if (!world.plane.system) return json(501, { message: "these machines take no system description" });
    return json(200, world.plane.system.read());
  },
  "PUT /_faultline/system": async (request, { world }) => {
    if (!world.plane.system) return json(501, { message: "these machines take no system description" });
    return json(200, (await world.plane.system.replace(request.body.toString("utf8"))) ?? {});
  },
};

/** Answers a request under `/_faultline/`. */
export async function openDoor(request: WireRequest, context: DoorContext): Promise<WireReply> {
  const door = DOORS[`${request.method} ${request.path}`];
  if (!door) return json(404, { message: `there is no ${request.method} ${request.path}`, has: Object.keys(DOORS) });
  try {
    return await door(request, context);
  } catch (problem) {
    if (!isFaultlineError(problem)) {
      context.world.cloud.log(`${request.method} ${request.path} failed`, { problem: messageOf(problem) });
      return json(500, { message: messageOf(problem) });
    }
    return json(400, {
      code: problem.code,
      message: messageOf(problem),
      remedy: problem.details.remedy,
      problems: problem.details.problems,
    });
  }
}
