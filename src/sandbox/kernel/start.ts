import { EXIT, FaultlineError } from "../../words";
import { answer } from "./api";
import { assemble, type World } from "./assemble";
import type { Cloud } from "./cloud";
import { openDoor } from "./doors";
import { checkOptions, type SandboxOptions } from "./options";
import { listen } from "./server";
import { SnapshotFile } from "./snapshot";
import { State } from "./state";

export interface Sandbox {
  /** `http://127.0.0.1:PORT`: the endpoint URL of every AWS service. */
  readonly url: string;
  readonly port: number;
  /** The parts in force; another after a reset. */
  readonly cloud: Cloud;
  /** Empties everything, as `POST /_faultline/reset` does. */
  reset(): Promise<void>;
  /** Ends machines, timers and the server; writes the state where `dataDir` was given. */
  stop(): Promise<void>;
}

/** Starts a local AWS on one loopback port. Throws a FaultlineError for bad options, a taken port or an unusable data folder. */
export async function startSandbox(wanted: SandboxOptions): Promise<Sandbox> {
  const options = checkOptions(wanted);
  const { accountId, region, version, log } = options;
  const store = options.dataDir === undefined ? undefined : new SnapshotFile(options.dataDir, log);
  const saved = store?.read();
  if (saved && saved.accountId !== accountId) {
    throw new FaultlineError("data-account", `The data folder belongs to account ${saved.accountId}, not to ${accountId}.`, {
      exitCode: EXIT.usage,
      remedy: `Start with account ${saved.accountId}, or name another folder.`,
    });
  }
  let state = new State();
  if (saved) state.load(saved.state);
  const wallStarted = options.wallNow();
  const sandboxStarted = saved?.now ?? wallStarted;
  let port = 0;
  const endpoint = () => `http://${options.host === "::1" ? "[::1]" : options.host}:${port}`;
  let world = assemble(options, state, sandboxStarted, endpoint);
  const facts = () => ({ accountId, now: world.clock.now() });

  /** While one life ends and another begins, requests wait. */
  let turning: Promise<void> | undefined;
  const turn = (steps: () => Promise<void>) => {
    turning ??= steps().finally(() => {
      turning = undefined;
    });
    return turning;
  };
  const reset = () =>
    turn(async () => {
      const old = world;
      const now = old.clock.now();
      await old.stop();
      // A new one, so that whatever of the old is still on its way writes into the void.
      state = new State();
      world = assemble(options, state, now, endpoint);
      await world.start();
    });
  const present = async (): Promise<World> => {
    while (turning) await turning;
    return world;
  };

  const server = await listen(options.port, options.host, {
    forward: (request, response) => world.plane.forward?.(request, response) ?? false,
    door: async (request) =>
      openDoor(request, {
        world: request.path === "/_faultline/reset" ? world : await present(),
        accountId,
        version,
        wallStarted,
        sandboxStarted,
        storeFailure: store?.failure,
        reset,
      }),
    api: async (request) => answer(request, { world: turning ? await present() : world, accountId, region }),
    failed: (problem) =>
      log("a request could not be answered", { problem: problem instanceof Error ? (problem.stack ?? problem.message) : String(problem) }),
  }).catch(async (problem: unknown) => {
    // The parts have timers already, which would keep the process alive.
    await world.stop();
    throw problem;
  });
  port = server.port;
  try {
    await turn(() => world.start());
  } catch (problem) {
    await world.stop();
    await server.close();
    throw problem;
  }
  store?.follow(() => state, facts);

  let stopped: Promise<void> | undefined;
  return {
    url: endpoint(),
    port: server.port,
    get cloud() {
      return world.cloud;
    },
    reset,
    stop: () => {
      stopped ??= (async () => {
        await server.close();
        // Written before the services end, so that what runs now is found running at the next start.
        await store?.finish(state, facts());
        await (await present()).stop();
      })();
      return stopped;
    },
  };
}
