import type { RunEvent } from "../../src/journal";
import { type ReportModel, renderHtml, renderJson, reportModel } from "../../src/report";
import { abortedRun, journalOf, passedRun } from "./journal";

function modelOf(entries: ReturnType<typeof passedRun>): ReportModel {
  const model = reportModel(entries);
  if (!model) throw new Error("no model");
  return model;
}

test("an empty journal has no report", () => {
  expect(reportModel([])).toBeUndefined();
});

test("every prefix of a journal has a report, of a run that is still going on", () => {
  for (const run of [passedRun(), abortedRun()]) {
    for (let length = 1; length <= run.length; length++) {
      const model = modelOf(run.slice(0, length));
      expect(model.ended).toBe(length === run.length);
      expect(renderHtml(model)).toContain("</html>");
    }
  }
});

test("a check and a guard on the same metric share a plot with all their thresholds", () => {
  const model = modelOf(passedRun());
  const [errors] = model.plots;
  expect(errors?.usedBy).toEqual(["check:errors", "guard:errors"]);
  expect([...new Set(errors?.lines.map((line) => line.kind))].sort()).toEqual(["fault", "guard", "normal"]);
});

test("the map shows what happened to each target, by zone", () => {
  const model = modelOf(passedRun());
  expect(model.map.map(({ zone }) => zone)).toEqual(["us-east-1a", "us-east-1b", "us-east-1c"]);
  const hit = model.map.flatMap(({ items }) => items).filter((item) => item.hit);
  expect(hit.map((item) => [item.label, item.before?.state, item.during?.state, item.after?.state])).toEqual([
    ["i-0a1", "running", "stopped", "running"],
  ]);
});

test("a stopped run tells who stopped it, at which sample and how fast", () => {
  const model = modelOf(abortedRun());
  expect(model.abort?.by).toBe('the guard "errors"');
  expect(model.guards[0]?.breach?.sample).toBe(2);
  const html = renderHtml(model);
  expect(html).toContain("Breached at sample 2 of the fault");
  expect(html).toContain("breach to decision");
  expect(renderJson(model)).toMatchObject({
    verdict: "aborted",
    abort: { breachAt: "2026-01-05T12:08:00.000Z", stopAcceptedAt: expect.any(String), effectGoneAt: expect.any(String) },
  });
});

test("a run that FIS stopped by itself tells the same: whose alarm, at which sample, how fast", () => {
  const ours = new Set(["guard-breached", "stop-requested", "stop-accepted"]);
  const since = Date.parse("2026-01-05T12:08:00.000Z");
  const message = "the alarm of the guard errors stopped the experiment";
  const told = abortedRun().flatMap(({ at, event }): [number, RunEvent][] => {
    if (ours.has(event.type)) return [];
    if (event.type !== "effect-gone") return [[at, event]];
    return [
      [at, { type: "stop-attributed", to: "guard", guard: "errors", since, message }],
      [at, event],
    ];
  });
  const [first] = abortedRun();
  const model = modelOf(journalOf(told.map(([at, event]) => [(at - (first?.at ?? 0)) / 60_000, event])));
  expect(model.abort).toMatchObject({ by: message, breachAt: since, stopAcceptedAt: expect.any(Number), effectGoneAt: expect.any(Number) });
  expect(renderHtml(model)).toMatch(/Breached at sample \d+ of the fault/);
  expect(renderHtml(model)).toContain("stop accepted");
});

test("the page asks nothing of anybody, runs no script, and lets no text of a user become markup", () => {
  for (const run of [passedRun(), abortedRun()]) {
    const html = renderHtml(modelOf(run));
    expect(html).toContain("One zone may go &#60;dark&#62; &#38; the rest carries on");
    expect(html).not.toMatch(/<script|<link|<img|@import|url\(|src=/i);
    expect(html).toContain("default-src 'none'");
  }
});

test("the verdict and its reasons come before any picture", () => {
  const html = renderHtml(modelOf(passedRun()));
  expect(html.indexOf("hypothesis-held")).toBeLessThan(html.indexOf("<svg"));
});

test("pictures say in words what they show", () => {
  const html = renderHtml(modelOf(passedRun()));
  const labels = [...html.matchAll(/<svg[^>]*aria-label="([^"]*)"/g)].map((match) => match[1]);
  expect(labels).toHaveLength(html.split("<svg").length - 1);
  expect(labels.join()).toContain("fault: 0.2% to 3.2%");
});

test("a sample without data is a gap, not a zero", () => {
  const html = renderHtml(modelOf(passedRun()));
  expect(html.split('class="gap"').length - 1).toBe(2);
});
