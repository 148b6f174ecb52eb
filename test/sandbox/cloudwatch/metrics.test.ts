import { MetricStore } from "../../../src/sandbox/cloudwatch/series/store";
import { cloudwatch, put, region, scope } from "./world";

const second = 1000;
const minute = 60 * second;
const start = Date.UTC(2026, 0, 5, 12);

interface Result {
  readonly Id: string;
  readonly Label: string;
  readonly Timestamps: Date[];
  readonly Values: number[];
  readonly StatusCode: string;
}
interface Data {
  readonly MetricDataResults: Result[];
  readonly NextToken?: string;
}

const stat = (Id: string, MetricName: string, Stat = "Sum", Period = 60, more: object = {}) => ({
  Id,
  MetricStat: { Metric: { Namespace: "Shop", MetricName, ...more }, Period, Stat },
});

/** `<LAST>` for the placeholder of that name: a label that CloudWatch fills in. */
const dynamic = (label: string) => label.replace(/<([^>]+)>/g, "$${$1}");

/** A world with one value per minute: 1 at 12:00, 2 at 12:01 … 5. */
async function counted() {
  const world = cloudwatch();
  for (let value = 1; value <= 5; value++) {
    await put(world, "Orders", value, 0, {
      Dimensions: [
        { Name: "Zone", Value: "a" },
        { Name: "Shop", Value: "s" },
      ],
    });
    await world.clock.advance(minute);
  }
  const orders = {
    Dimensions: [
      { Name: "Shop", Value: "s" },
      { Name: "Zone", Value: "a" },
    ],
  };
  const get = (MetricDataQueries: object[], more: object = {}) =>
    world.call<Data>("GetMetricData", { MetricDataQueries, StartTime: new Date(start), EndTime: new Date(start + 5 * minute), ...more });
  return { world, orders, get };
}

describe("GetMetricData", () => {
  test("gives the newest first, or the oldest where asked, whatever the order of dimensions", async () => {
    const { orders, get } = await counted();
    const queries = [stat("m1", "Orders", "Sum", 60, orders)];
    expect((await get(queries)).MetricDataResults).toEqual([
      {
        Id: "m1",
        Label: "Orders",
        Timestamps: [4, 3, 2, 1, 0].map((at) => new Date(start + at * minute)),
        Values: [5, 4, 3, 2, 1],
        StatusCode: "Complete",
      },
    ]);
    expect((await get(queries, { ScanBy: "TimestampAscending" })).MetricDataResults[0]?.Values).toEqual([1, 2, 3, 4, 5]);
  });

  test("leaves out what is not to be returned, and computes expressions of expressions", async () => {
    const { orders, get } = await counted();
    const { MetricDataResults: results } = await get([
      { Id: "e2", Expression: "e1 + 1", Label: dynamic("more <LAST>") },
      { Id: "e1", Expression: "m1 * 2", ReturnData: false },
      { ...stat("m1", "Orders", "Sum", 60, orders), ReturnData: false },
    ]);
    expect(results.map(({ Id, Label, Values }) => [Id, Label, Values])).toEqual([["e2", "more 11", [11, 9, 7, 5, 3]]]);
  });

  test("cuts into pages by data points, and the pages together are the whole", async () => {
    const { orders, get } = await counted();
    const queries = [stat("m1", "Orders", "Sum", 60, orders), stat("none", "Unknown"), stat("m2", "Orders", "Maximum", 60, orders)];
    const seen: Record<string, number[]> = { m1: [], m2: [], none: [] };
    const statuses: string[] = [];
    let NextToken: string | undefined;
    do {
      const page: Data = await get(queries, { MaxDatapoints: 3, NextToken });
      for (const { Id, Values, StatusCode } of page.MetricDataResults) {
        seen[Id]?.push(...Values);
        statuses.push(`${Id} ${StatusCode}`);
      }
      NextToken = page.NextToken;
    } while (NextToken !== undefined);
    expect(seen).toEqual({ m1: [5, 4, 3, 2, 1], m2: [5, 4, 3, 2, 1], none: [] });
    expect(statuses).toEqual(["m1 PartialData", "m1 Complete", "none Complete", "m2 PartialData", "m2 PartialData", "m2 Complete"]);
  });

  test("aggregates longer periods and rounds the start down to the minute", async () => {
    const { orders, get } = await counted();
    const queries = [
      stat("sum", "Orders", "Sum", 120, orders),
      stat("count", "Orders", "SampleCount", 120, orders),
      stat("avg", "Orders", "Average", 300, orders),
    ];
    const { MetricDataResults: results } = await get(queries, { StartTime: new Date(start + 30 * second), ScanBy: "TimestampAscending" });
    expect(results.map(({ Values }) => Values)).toEqual([[3, 7, 5], [2, 2, 1], [3]]);
    expect(results[0]?.Timestamps[0]).toEqual(new Date(start));
  });

  test("seconds are told apart for high-resolution metrics, and minutes only for standard ones", async () => {
    const world = cloudwatch();
    await put(world, "Fine", 1);
    await put(world, "Coarse", 1, 0, { StorageResolution: 60 });
    await world.clock.advance(15 * second);
    await put(world, "Fine", 2);
    await put(world, "Coarse", 2, 0, { StorageResolution: 60 });
    const { MetricDataResults: results } = await world.call<Data>("GetMetricData", {
      MetricDataQueries: [stat("fine", "Fine", "Sum", 10), stat("coarse", "Coarse", "Sum", 10)],
      StartTime: new Date(start),
      EndTime: new Date(start + minute),
    });
    expect(results.map(({ Values }) => Values)).toEqual([[2, 1], [3]]);
  });

  test("standard and high-resolution data of one metric add up in the minute", async () => {
    const world = cloudwatch();
    await put(world, "Both", 1, 0, { StorageResolution: 60 });
    await world.clock.advance(10 * second);
    await put(world, "Both", 2);
    await put(world, "Both", 4, 0, { StorageResolution: 60 });
    const at = async (Period: number) =>
      (
        await world.call<Data>("GetMetricData", {
          MetricDataQueries: [stat("both", "Both", "Sum", Period)],
          StartTime: new Date(start),
          EndTime: new Date(start + minute),
          ScanBy: "TimestampAscending",
        })
      ).MetricDataResults[0]?.Values;
    expect(await at(60)).toEqual([7]);
    expect(await at(10)).toEqual([5, 2]);
  });

  test("labels say what tells metrics of one name apart, and fill in what they promise", async () => {
    const { orders, get } = await counted();
    const { MetricDataResults: results } = await get(
      [
        stat("a", "Orders", "Sum", 60, orders),
        stat("b", "Orders", "Maximum", 60, orders),
        { ...stat("c", "Other"), Label: dynamic("<LABEL> of <PROP('Namespace')>") },
        {
          ...stat("d", "Orders", "Sum", 60, orders),
          Label: dynamic("<PROP('Dim.Zone')> <MIN>..<MAX> <AVG> <LAST_TIME> <PROP('constructor')>"),
        },
      ],
      { LabelOptions: { Timezone: "+0130" } },
    );
    expect(results.map(({ Label }) => Label)).toEqual([
      "Orders Sum",
      "Orders Maximum",
      "Other of Shop",
      dynamic("a 1..5 3 2026-01-05T13:34:00 <PROP('constructor')>"),
    ]);
  });

  test("an array of series gives a result for each", async () => {
    const { orders, get } = await counted();
    const { MetricDataResults: results } = await get([
      { ...stat("m1", "Orders", "Sum", 60, orders), ReturnData: false },
      { ...stat("m2", "Other"), ReturnData: false },
      { Id: "e1", Expression: "FILL(METRICS(), 0) / 1", Label: "filled" },
    ]);
    expect(results.map(({ Id, Label, Values }) => [Id, Label, Values])).toEqual([
      ["e1", "filled Orders", [5, 4, 3, 2, 1]],
      ["e1", "filled Other", [0, 0, 0, 0, 0]],
    ]);
  });

  test.each([
    [
      [stat("m1", "Orders"), stat("m1", "Orders")],
      {},
      "ValidationError",
      "The values for parameter id in MetricDataQueries are not unique.",
    ],
    [[stat("M1", "Orders")], {}, "ValidationError", "pattern"],
    [
      [{ ...stat("m1", "Orders"), Period: 60 }],
      {},
      "ValidationError",
      "The parameters MetricDataQueries.member.1.Period and MetricDataQueries.member.1.MetricStat are mutually exclusive and you have specified both.",
    ],
    [[stat("m1", "Orders", "Sum", 45)], {}, "InvalidParameterValueException", "multiple of 60"],
    [
      [stat("m1", "Orders", "Mean")],
      {},
      "InvalidParameterValueException",
      "The value Mean for parameter MetricDataQueries.member.1.MetricStat.Stat is not supported.",
    ],
    [[{ Id: "e1", Expression: "m9 + 1" }], {}, "ValidationError", "Error in expression 'e1' [Unknown identifier m9]"],
    [
      [
        { Id: "e1", Expression: "e2 + 1" },
        { Id: "e2", Expression: "e1" },
      ],
      {},
      "ValidationError",
      "The expression refers to itself",
    ],
    [[{ Id: "e1", Expression: "SEARCH('x', 'Sum')" }], {}, "ValidationError", "SEARCH is not available in this sandbox"],
    [[stat("m1", "Orders")], { NextToken: "nonsense" }, "InvalidNextToken", "Request parameter NextToken is invalid"],
    [[stat("m1", "Orders")], { EndTime: new Date(start - 1) }, "ValidationError", "EndTime must be greater than StartTime"],
    [[stat("m1", "Orders")], { EndTime: new Date(start + 999) }, "ValidationError", "EndTime must be greater than StartTime"],
    [[{ Id: "m1" }], {}, "ValidationError", "The parameter MetricDataQueries.member.1.MetricStat is required."],
    [[stat("m1", "Orders")], { MaxDatapoints: 100_801 }, "InvalidParameterValueException", "MaxDatapoints"],
    [
      [{ ...stat("m1", "Orders"), AccountId: "999999999999" }],
      {},
      "InvalidParameterValueException",
      "Cross-account observability is not available in this sandbox",
    ],
  ])("refuses %j %j", async (queries, more, code, message) => {
    const { get } = await counted();
    await expect(get(queries, more)).rejects.toMatchObject({ code, message: expect.stringContaining(message) });
  });

  test("metrics without a label are told apart by what differs: the statistic, the period", async () => {
    const { get } = await counted();
    const labels = async (...queries: object[]) => (await get(queries)).MetricDataResults.map(({ Label }) => Label);
    expect(await labels(stat("a", "Orders", "Sum", 60), stat("b", "Orders", "Minimum", 60))).toEqual(["Orders Sum", "Orders Minimum"]);
    expect(await labels(stat("a", "Orders", "Sum", 60), stat("b", "Orders", "Sum", 30))).toEqual(["Orders 60", "Orders 30"]);
    expect(await labels(stat("a", "Orders", "Sum", 60), stat("b", "Orders", "Minimum", 30))).toEqual([
      "Orders Sum 60",
      "Orders Minimum 30",
    ]);
    expect(await labels(stat("a", "Orders"), stat("b", "Orders"))).toEqual(["Orders", "Orders"]);
  });

  test("units are never added up: without a unit one of them is read, and the result says that there are more", async () => {
    const world = cloudwatch();
    await put(world, "Wait", 60, 0, { Unit: "Seconds" });
    await put(world, "Wait", 60_000, 0, { Unit: "Milliseconds" });
    const ask = async () => {
      const range = { StartTime: new Date(start), EndTime: new Date(start + minute) };
      return (await world.call<Data>("GetMetricData", { MetricDataQueries: [stat("m", "Wait")], ...range })).MetricDataResults[0];
    };
    const multiple = (units: string) => [{ Code: "MultipleUnits", Value: `Multiple units returned: '[${units}]'` }];
    expect(await ask()).toMatchObject({ Values: [60_000], Messages: multiple("Milliseconds, Seconds") });
    await put(world, "Wait", 5, 0, { Unit: "Count" });
    expect(await ask()).toMatchObject({ Values: [5], Messages: multiple("Count, Milliseconds, Seconds") });
  });

  test("a range from 1970 on costs no more than its data, and is refused where every period would get a value", async () => {
    const world = cloudwatch();
    await put(world, "X", 3);
    const ask = (...MetricDataQueries: object[]) =>
      world.call<Data>("GetMetricData", { MetricDataQueries, StartTime: new Date(0), EndTime: new Date(start + minute) });
    const before = performance.now();
    expect((await ask(stat("x", "X", "Sum", 60))).MetricDataResults[0]?.Values).toEqual([3]);
    expect((await ask(stat("x", "X", "Sum", 1))).MetricDataResults[0]?.Values).toEqual([3]);
    expect(performance.now() - before).toBeLessThan(1000);
    await expect(ask({ Id: "e", Expression: "FILL(x, 0)" }, stat("x", "X", "Sum", 1))).rejects.toThrow("100800 periods");
  });

  test("three metrics over sixty points take under two milliseconds", async () => {
    const world = cloudwatch();
    const values = Array.from({ length: 50 }, (_, index) => index / 10);
    for (let tick = 0; tick < 60 * 60; tick += 10) {
      for (const name of ["a", "b", "c"]) {
        world.cloud.measure({
          scope,
          namespace: "Shop",
          name,
          dimensions: { Zone: "a" },
          values,
          unit: "Seconds",
          at: start + tick * second,
        });
      }
    }
    const dimensions = { Dimensions: [{ Name: "Zone", Value: "a" }] };
    const input = {
      MetricDataQueries: [
        stat("a", "a", "p99", 60, dimensions),
        stat("b", "b", "Average", 60, dimensions),
        stat("c", "c", "Sum", 60, dimensions),
      ],
      StartTime: new Date(start),
      EndTime: new Date(start + 60 * minute),
    };
    const took: number[] = [];
    for (let run = 0; run < 40; run++) {
      const before = performance.now();
      const { MetricDataResults: results } = await world.call<Data>("GetMetricData", input);
      took.push(performance.now() - before);
      expect(results.map(({ Values }) => Values.length)).toEqual([60, 60, 60]);
    }
    // The faster half of warm runs: other work on the machine stretches single ones.
    expect(took.slice(10).sort((x, y) => x - y)[10]).toBeLessThan(2);
  });
});

describe("PutMetricData", () => {
  const one = (more: object) => ({ Namespace: "Shop", MetricData: [{ MetricName: "X", ...more }] });

  test("takes values, values with counts and statistic sets into the same period", async () => {
    const world = cloudwatch();
    await world.call("PutMetricData", {
      Namespace: "Shop",
      MetricData: [
        { MetricName: "X", Value: 4, Unit: "Count" },
        { MetricName: "X", Values: [1, 2], Counts: [2, 1], Unit: "Count" },
        { MetricName: "X", StatisticValues: { SampleCount: 2, Sum: 20, Minimum: 8, Maximum: 12 }, Unit: "Count" },
      ],
    });
    const found = await world.call("GetMetricStatistics", {
      Namespace: "Shop",
      MetricName: "X",
      StartTime: new Date(start),
      EndTime: new Date(start + minute),
      Period: 60,
      Statistics: ["SampleCount", "Sum", "Average", "Minimum", "Maximum"],
    });
    expect(found).toEqual({
      Label: "X",
      Datapoints: [{ Timestamp: new Date(start), SampleCount: 6, Sum: 28, Average: 28 / 6, Minimum: 1, Maximum: 12, Unit: "Count" }],
    });
  });

  test.each([
    [one({}), "MissingRequiredParameterException", "At least one of the parameters MetricData.member.1.Value"],
    [
      one({ Value: 1, Values: [1] }),
      "InvalidParameterCombinationException",
      "The parameters MetricData.member.1.Value and MetricData.member.1.Values are mutually exclusive and you have specified both.",
    ],
    [
      one({ Values: [1, 2], Counts: [1] }),
      "InvalidParameterValueException",
      "The parameters MetricData.member.1.Values and MetricData.member.1.Counts must be of the same size.",
    ],
    [one({ Value: Number.NaN }), "InvalidParameterValueException", "The value NaN for parameter MetricData.member.1.Value is invalid."],
    [one({ Value: 2 ** 361 }), "InvalidParameterValueException", "is invalid"],
    [one({ Value: 1, Timestamp: new Date(start - 15 * 24 * 60 * minute) }), "InvalidParameterValueException", "two weeks in the past"],
    [one({ Value: 1, Timestamp: new Date(start + 121 * minute) }), "InvalidParameterValueException", "two hours in the future"],
    [one({ Value: 1, StorageResolution: 5 }), "InvalidParameterValueException", "StorageResolution"],
    [
      one({ StatisticValues: { SampleCount: 1, Sum: 1, Minimum: 2, Maximum: 1 } }),
      "InvalidParameterValueException",
      "Maximum must be greater than",
    ],
    [one({ Value: 1, Dimensions: Array.from({ length: 31 }, (_, n) => ({ Name: `d${n}`, Value: "v" })) }), "ValidationError", "dimensions"],
    [one({ Value: 1, Unit: "Parsecs" }), "ValidationError", "unit"],
    [{ Namespace: "Shop", MetricData: [] }, "MissingRequiredParameterException", "MetricData is required"],
  ])("refuses %j", async (input, code, message) => {
    await expect(cloudwatch().call("PutMetricData", input)).rejects.toMatchObject({ code, message: expect.stringContaining(message) });
  });

  test("one bad datum keeps out the others of the call", async () => {
    const world = cloudwatch();
    const data = [
      { MetricName: "X", Value: 1 },
      { MetricName: "X", Value: Number.NaN },
    ];
    await expect(world.call("PutMetricData", { Namespace: "Shop", MetricData: data })).rejects.toMatchObject({
      code: "InvalidParameterValueException",
    });
    expect(await world.call("ListMetrics", {})).toMatchObject({ Metrics: [] });
  });
});

describe("GetMetricStatistics", () => {
  test("tells units apart and gives percentiles", async () => {
    const world = cloudwatch();
    await put(world, "X", 1, 0, { Unit: "Seconds" });
    await put(world, "X", 2, 0, { Unit: "Seconds" });
    await put(world, "X", 7, 0, { Unit: "Count" });
    const found = await world.call("GetMetricStatistics", {
      Namespace: "Shop",
      MetricName: "X",
      StartTime: new Date(start),
      EndTime: new Date(start + minute),
      Period: 60,
      Statistics: ["Sum"],
      ExtendedStatistics: ["p50"],
    });
    expect(found).toMatchObject({
      Datapoints: [
        { Sum: 3, Unit: "Seconds", ExtendedStatistics: { p50: 1 } },
        { Sum: 7, Unit: "Count", ExtendedStatistics: { p50: 7 } },
      ],
    });
  });

  test("a range that is empty in whole seconds, and no statistic, are refused in AWS's words", async () => {
    const ask = (more: object) =>
      cloudwatch().call("GetMetricStatistics", { Namespace: "Shop", MetricName: "X", StartTime: new Date(start), Period: 60, ...more });
    await expect(ask({ EndTime: new Date(start + 999), Statistics: ["Sum"] })).rejects.toMatchObject({
      code: "InvalidParameterValueException",
      message: "The parameter StartTime must be less than the parameter EndTime.",
    });
    await expect(ask({ EndTime: new Date(start + minute) })).rejects.toMatchObject({
      code: "InvalidParameterCombinationException",
      message: "Must specify either Statistics or ExtendedStatistics",
    });
  });

  test("refuses more data points than AWS gives, in AWS's words", async () => {
    const input = {
      Namespace: "Shop",
      MetricName: "X",
      StartTime: new Date(start),
      EndTime: new Date(start + 48 * 60 * minute),
      Period: 60,
      Statistics: ["Sum"],
    };
    await expect(cloudwatch().call("GetMetricStatistics", input)).rejects.toMatchObject({
      code: "InvalidParameterCombinationException",
      message:
        "You have requested up to 2880 datapoints, which exceeds the limit of 1440. You may reduce the datapoints requested by increasing Period, or decreasing the time range.",
    });
  });
});

describe("ListMetrics", () => {
  test("filters by namespace, name, dimensions and recent activity", async () => {
    const { world } = await counted();
    await put(world, "Other", 1);
    const names = async (input: object) =>
      (await world.call<{ Metrics: { MetricName: string }[] }>("ListMetrics", input)).Metrics.map(({ MetricName }) => MetricName);
    expect(await names({})).toEqual(["Orders", "Other"]);
    expect(await names({ Namespace: "Elsewhere" })).toEqual([]);
    expect(await names({ MetricName: "Other" })).toEqual(["Other"]);
    expect(await names({ Dimensions: [{ Name: "Zone" }] })).toEqual(["Orders"]);
    expect(await names({ Dimensions: [{ Name: "Zone", Value: "b" }] })).toEqual([]);
    await world.clock.advance(4 * 60 * minute);
    await put(world, "Other", 1);
    expect(await names({ RecentlyActive: "PT3H" })).toEqual(["Other"]);
  });

  test("pages by five hundred", async () => {
    const world = cloudwatch();
    for (let index = 0; index < 600; index++) await put(world, `m${index}`, 1);
    const first = await world.call<{ Metrics: object[]; NextToken?: string }>("ListMetrics", {});
    const second = await world.call<{ Metrics: object[]; NextToken?: string }>("ListMetrics", { NextToken: first.NextToken });
    expect([first.Metrics.length, second.Metrics.length, second.NextToken]).toEqual([500, 100, undefined]);
  });
});

test("seconds are forgotten after three hours and minutes stay", async () => {
  const world = cloudwatch();
  await put(world, "X", 3, -5 * second);
  await world.clock.advance(3 * 60 * minute + 2 * minute);
  const get = (Period: number) =>
    world.call<Data>("GetMetricData", {
      MetricDataQueries: [stat("x", "X", "Sum", Period)],
      StartTime: new Date(start),
      EndTime: new Date(start + minute),
    });
  expect((await get(1)).MetricDataResults[0]?.Values).toEqual([]);
  expect((await get(60)).MetricDataResults[0]?.Values).toEqual([3]);
});

test("what the sandbox measures is kept under its own account and Region", async () => {
  const world = cloudwatch();
  world.cloud.measure({
    scope,
    namespace: "AWS/ApplicationELB",
    name: "RequestCount",
    dimensions: { LoadBalancer: "app/x/1" },
    values: [1, 1, 1],
    unit: "Count",
    at: start,
  });
  const query = {
    MetricDataQueries: [
      {
        Id: "m1",
        MetricStat: {
          Metric: { Namespace: "AWS/ApplicationELB", MetricName: "RequestCount", Dimensions: [{ Name: "LoadBalancer", Value: "app/x/1" }] },
          Period: 60,
          Stat: "Sum",
          Unit: "Count",
        },
      },
    ],
    StartTime: new Date(start),
    EndTime: new Date(start + minute),
  };
  expect((await world.call<Data>("GetMetricData", query, { region })).MetricDataResults[0]?.Values).toEqual([3]);
  expect((await world.call<Data>("GetMetricData", query, { region: "eu-west-1" })).MetricDataResults[0]?.Values).toEqual([]);
});

test("memory is bounded: with too many data points the oldest seconds go, then the oldest minutes", () => {
  const store = new MetricStore();
  const values = Array.from({ length: 250 }, (_, index) => index);
  const hours = 12;
  for (let minutes = 0; minutes < hours * 60; minutes++) {
    for (let metric = 0; metric < 16; metric++) {
      store.measure({
        scope,
        namespace: "Shop",
        name: `m${metric}`,
        dimensions: {},
        values,
        unit: "Seconds",
        at: start + minutes * minute,
      });
    }
    store.prune(start + minutes * minute);
  }
  const [found] = store.unitsOf(scope, { Namespace: "Shop", MetricName: "m0" });
  const kept = found?.series.windows(start, start + hours * 60 * minute, 60) ?? [];
  expect(kept.length).toBeGreaterThanOrEqual(60);
  expect(kept.length * 16 * 250).toBeLessThanOrEqual(2_000_000);
  expect(kept.at(-1)).toMatchObject({ at: start + (hours * 60 - 1) * minute });
});
