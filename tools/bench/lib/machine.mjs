import { arch, cpus, loadavg, platform, release, totalmem } from "node:os";

/** What a number of a bench depends on. */
export function machine() {
  return {
    node: process.version,
    platform: `${platform()} ${release()} ${arch()}`,
    cpu: cpus()[0]?.model,
    cores: cpus().length,
    memoryMb: Math.round(totalmem() / 2 ** 20),
    load: loadavg().map((load) => Number(load.toFixed(2))),
    at: new Date().toISOString(),
  };
}
