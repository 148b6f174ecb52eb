import type { SandboxOptions } from "../../src/sandbox/kernel/options";
import { type Sandbox, startSandbox } from "../../src/sandbox/kernel/start";
import type { MachinePlane, MachineSpec } from "../../src/sandbox/plane/types";

/** A plane without processes: machines are records that run from boot to halt. For tests of control planes. */
export function nullPlane(): MachinePlane {
  const machines = new Map<string, MachineSpec>();
  const known = (id: string) => machines.get(id);
  return {
    boot: async (spec) => {
      machines.set(spec.id, spec);
    },
    halt: async (id) => {
      machines.delete(id);
    },
    reboot: async () => {},
    killProcess: (id) => machines.has(id),
    impair: () => () => {},
    machine: (id) => {
      const spec = known(id);
      return spec && { spec, state: "running", pid: undefined, port: undefined, service: "default" };
    },
    machines: () => [...machines.values()].map((spec) => ({ spec, state: "running", pid: undefined, port: undefined, service: "default" })),
    relabel: (id, change) => {
      const spec = known(id);
      if (spec) machines.set(id, { ...spec, ...change });
    },
    putLoadBalancer: async () => {},
    removeLoadBalancer: async () => {},
    putTargetGroup: () => {},
    removeTargetGroup: () => {},
    targetHealth: () => [],
    setNetwork: () => {},
    wantedDeployments: () => [],
    onDescriptionChanged: () => {},
    stop: async () => {
      machines.clear();
    },
  };
}

const started = new Set<Sandbox>();

/**
 * Starts a sandbox on a free port: strict, seeded, with machines that are records only unless `createPlane` is given.
 * What the operator would read is kept in `log`. Every sandbox is stopped after the tests of the file.
 */
export async function sandbox(options: Partial<SandboxOptions> = {}): Promise<Sandbox & { readonly log: string[] }> {
  const log: string[] = [];
  const one = await startSandbox({
    strict: true,
    seed: 1,
    wallNow: () => Date.now(),
    random: Math.random,
    log: (message, facts) => log.push(facts ? `${message} ${JSON.stringify(facts)}` : message),
    createPlane: nullPlane,
    ...options,
  });
  started.add(one);
  return Object.assign(Object.create(one, {}) as Sandbox, { log });
}

afterAll(async () => {
  await Promise.all([...started].map((one) => one.stop()));
  started.clear();
});

/** Configuration of any AWS SDK client. `accessKeyId` of twelve digits selects that account. */
export function awsConfig(target: Pick<Sandbox, "url">, accessKeyId = "AKIDEXAMPLE", region = "us-east-1") {
  return { endpoint: target.url, region, credentials: { accessKeyId, secretAccessKey: "secret" }, maxAttempts: 1 };
}
