import fc from "fast-check";
import { parsePath } from "../../src/exchange/check/subject";
import { join } from "../../src/experiment/read";

test("a path is read as it was written, whatever the names", () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.string(), fc.nat())), (steps) => {
      const text = steps.reduce<string>((path, step) => join(path, step), "");
      expect(parsePath(text)).toEqual(steps);
    }),
  );
});
