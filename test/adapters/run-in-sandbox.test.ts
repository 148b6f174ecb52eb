import { flawIn } from "../../src/journal";
import { type ConductOptions, conduct } from "../../src/run";
import { openShop, type Shop } from "./shop";

jest.setTimeout(90_000);

const shops: Shop[] = [];
afterAll(async () => {
  await Promise.all(shops.map((shop) => shop.close()));
});

async function open(): Promise<Shop> {
  const shop = await openShop();
  shops.push(shop);
  return shop;
}

function options(shop: Shop, more: Partial<ConductOptions> = {}) {
  const { manifest, ports, store } = shop;
  return {
    runId: "run-1",
    manifest,
    platform: "sandbox" as const,
    version: "test",
    ports,
    store,
    host: { name: "test", holder: "test/1" },
    by: "alice@test",
    ...more,
  };
}

test("through AWS's own clients: an instance is terminated, its group replaces it, and the run passes", async () => {
  const shop = await open();
  const result = await conduct(options(shop));
  const journal = await shop.store.read("run-1");
  expect({ verdict: result.verdict, reasons: result.reasons.filter((reason) => reason.supports !== "passed") }).toEqual({
    verdict: "passed",
    reasons: [],
  });
  expect(result.fisExperimentId).toMatch(/^EXP/);
  expect(flawIn(journal)).toBeUndefined();
});

test("through AWS's own clients: a breach stops the experiment", async () => {
  const shop = await open();
  shop.errors = (isDegraded) => (isDegraded ? 90 : 0.1);
  const result = await conduct(options(shop));
  expect(result.verdict).toBe("aborted");
  expect(["guard-breached", "stop-condition"]).toContain(result.reasons[0]?.code);
  expect(result.reasons[0]?.message).toContain("errors-high");
  expect(result.abort?.effectGoneAt).not.toBeNull();
});
