import fc from "fast-check";
import { Limiter } from "../../src/rehearsal/engine/limiter";

test("never more tasks than allowed, all of them in order, failed ones too", async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 5 }), fc.array(fc.boolean(), { maxLength: 20 }), async (most, outcomes) => {
      const limiter = new Limiter(most);
      let running = 0;
      let peak = 0;
      const started: number[] = [];
      const results = await Promise.allSettled(
        outcomes.map((succeeds, index) =>
          limiter.run(async () => {
            started.push(index);
            peak = Math.max(peak, ++running);
            await new Promise((resolve) => setImmediate(resolve));
            running--;
            if (!succeeds) throw new Error("no");
            return index;
          }),
        ),
      );
      expect(peak).toBeLessThanOrEqual(most);
      expect(started).toEqual(outcomes.map((_, index) => index));
      expect(results.map(({ status }) => status === "fulfilled")).toEqual(outcomes);
    }),
  );
});
