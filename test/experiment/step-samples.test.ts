import { compile } from "../../src/experiment";
import { ebs, fis } from "../../src/faults";
import type { Duration } from "../../src/words";
import { requests, sound } from "./definitions";

const slow = (duration: Duration, after?: string) =>
  ebs.volumeIoLatency({
    volumes: { tags: { Service: "web" } },
    duration,
    writes: "50%",
    writeDelay: "1s",
    ...(after === undefined ? {} : { after: [after] }),
  });

function warned(lengths: readonly Duration[], period: Duration, pause = false): readonly string[] {
  const faults = Object.fromEntries(
    lengths.flatMap((length, index) => [
      ...(pause && index > 0 ? [[`pause-${index}`, fis.wait({ duration: "5m", after: [`step-${index - 1}`] })]] : []),
      [`step-${index}`, slow(length, index === 0 ? undefined : `${pause ? `pause-${index}` : `step-${index - 1}`}`)],
    ]),
  );
  const effect = { slow: { metric: { ...requests, period }, becomes: { above: "10 requests" } } } as const;
  const compiled = compile("steps", { ...sound(), faults, effect, maxDuration: "2h" });
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.problems));
  return (compiled.value.warnings ?? [])
    .filter(({ code }) => code === "short-step")
    .map(({ message }) => message.slice(0, message.indexOf(" lasts")));
}

test("steps that last for two periods of their metric are not warned of", () => {
  expect(warned(["2m", "2m", "2m"], "1m")).toEqual([]);
});

test("a step between others needs two periods, the first needs one, and the last none", () => {
  expect(warned(["1m", "1m", "1m"], "1m")).toEqual(['"step-1"']);
  expect(warned(["4m", "4m", "4m"], "5m")).toEqual(['"step-0"', '"step-1"']);
});

test("a fault that stands alone needs nothing, and a pause makes room", () => {
  expect(warned(["1m"], "5m")).toEqual([]);
  expect(warned(["1m", "1m", "1m"], "1m", true)).toEqual([]);
});
