import { type ChildProcess, spawn } from "node:child_process";
import { availableParallelism } from "node:os";

/** CPU burners of one machine: children in its own process group, by the id of the stress that wants them. */
export class Burners {
  private readonly running = new Map<number, ChildProcess[]>();

  start(id: number, workers: number, loadPercent: number): void {
    const count = workers > 0 ? workers : availableParallelism();
    // A standard input that closes tells a burner that its machine is gone.
    const burners = Array.from({ length: count }, () =>
      spawn(process.execPath, ["--max-old-space-size=16", "-e", burn, String(loadPercent)], {
        stdio: ["pipe", "ignore", "ignore"],
        env: {},
      }),
    );
    for (const burner of burners) burner.on("error", () => {});
    this.running.set(id, burners);
  }

  stop(id: number): void {
    for (const burner of this.running.get(id) ?? []) burner.kill("SIGKILL");
    this.running.delete(id);
  }
}

/** Works `load` percent of every tenth of a second. Bears the name that AWS's stress document uses, so it can be found and killed by it. */
const burn = `
process.title = "stress-ng";
process.stdin.on("end", () => process.exit(0)).on("error", () => process.exit(0)).resume();
const load = Number(process.argv[1]);
const turn = () => {
  const until = Date.now() + load;
  while (Date.now() < until) for (let i = 0; i < 10000; i++) Math.sqrt(i);
  setTimeout(turn, load >= 100 ? 0 : 100 - load);
};
turn();
`;
