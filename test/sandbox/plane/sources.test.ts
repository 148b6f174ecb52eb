import fc from "fast-check";
import { Sky, type Station } from "../../../src/sandbox/plane/net/sky";
import { sourcesIn } from "../../../src/sandbox/plane/sources";
import { place } from "./helpers";

describe("what the sources of a fault say", () => {
  test.each([
    [["ALL"], "all"],
    [["10.0.0.0/8,ALL"], "all"],
    [["us-east-1a, us-gov-west-1b"], { zones: ["us-east-1a", "us-gov-west-1b"], ranges: [] }],
    [["10.1.2.3", "10.0.0.0/16"], { zones: [], ranges: ["10.1.2.3/32", "10.0.0.0/16"] }],
    [["us-east-1a", "10.0.0.0/16"], { zones: ["us-east-1a"], ranges: ["10.0.0.0/16"] }],
  ])("%j is understood", (given, meant) => {
    expect(sourcesIn(given)).toEqual(meant);
  });

  test.each([
    [["use1-az1"]],
    [["S3"]],
    [["DYNAMODB"]],
    [["b-1.shop.example.com"]],
    [["us-east-1a,example.com"]],
    [["10.0.0.0/33"]],
    [[""]],
  ])("machines cannot be told by %j", (given) => {
    expect(sourcesIn(given)).toBeUndefined();
  });
});

describe("a delay that is narrowed to sources", () => {
  const station = (zone: "a" | "b" | "c"): Station => ({ place: place(zone), machineId: `i-${zone}` });
  const delays = (sources: string, to: Station, direction: "egress" | "ingress" | "both" = "egress") => {
    const sky = new Sky({ random: () => 0, retransmitCapMs: 1_000 });
    const meant = sourcesIn([sources]);
    if (!meant) throw new Error(`${sources} is not understood`);
    const narrowed = meant === "all" ? {} : { sources: meant };
    sky.impair({ kind: "latency", machineIds: ["i-a"], delayMs: 100, jitterMs: 0, flowsPercent: 100, direction, ...narrowed });
    const { forward, backward } = sky.over({ from: station("a"), to, port: 80, lot: 0 });
    return [forward?.delayMs ?? 0, backward?.delayMs ?? 0];
  };
  const outside: Station = { place: "internet", machineId: undefined };

  test("is felt with the zones that it names, and with no other", () => {
    expect(delays("us-east-1b", station("b"))).toEqual([100, 0]);
    expect(delays("us-east-1b", station("c"))).toEqual([0, 0]);
    expect(delays("us-east-1b,us-east-1c", station("c"), "both")).toEqual([100, 100]);
  });

  test("is felt with the addresses that it names", () => {
    expect(delays(place("b").privateIp, station("b"))).toEqual([100, 0]);
    expect(delays(place("b").privateIp, station("c"))).toEqual([0, 0]);
    expect(delays("10.0.0.0/8", station("c"))).toEqual([100, 0]);
  });

  test("is felt with who is outside only when it names everybody", () => {
    expect(delays("us-east-1b,10.0.0.0/8", outside)).toEqual([0, 0]);
    expect(delays("0.0.0.0/0", outside)).toEqual([100, 0]);
    expect(delays("ALL", outside)).toEqual([100, 0]);
  });

  test("never hits a connection that the same delay without sources would not", () => {
    const zones = fc.constantFrom("a", "b", "c" as const) as fc.Arbitrary<"a" | "b" | "c">;
    const sources = fc.uniqueArray(fc.constantFrom("us-east-1a", "us-east-1b", "10.0.1.0/24", "10.0.2.1"), { minLength: 1 });
    fc.assert(
      fc.property(zones, sources, fc.constantFrom("egress", "ingress", "both" as const), (zone, given, direction) => {
        const way = direction as "egress" | "ingress" | "both";
        const [forward = 0, backward = 0] = delays(given.join(","), station(zone), way);
        const [most = 0, mostBack = 0] = delays("ALL", station(zone), way);
        expect(forward).toBeLessThanOrEqual(most);
        expect(backward).toBeLessThanOrEqual(mostBack);
      }),
    );
  });
});
