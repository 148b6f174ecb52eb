import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { startProgram } from "../../src/rehearsal/engine/child";

test("a program waits for an engine that takes longer to load than its own loader", async () => {
  const dir = join(__dirname, "programs", "network");
  const program = { file: join(dir, "index.ts"), dir, esm: false };
  const child = startProgram({ program, debug: false, env: process.env, onLine: () => undefined });
  try {
    const early = await Promise.race([child.ended, sleep(4_000, "still waiting")]);
    expect(early).toBe("still waiting");
  } finally {
    await child.kill();
  }
});
