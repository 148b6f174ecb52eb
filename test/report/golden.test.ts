import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Entry } from "../../src/journal";
import { type ReportModel, renderHtml, reportModel } from "../../src/report";

function modelOf(file: string): ReportModel {
  const model = reportModel(JSON.parse(readFileSync(join(__dirname, "../../templates", file), "utf8")) as Entry[]);
  if (!model) throw new Error(`no report of ${file}`);
  return model;
}

const passed = modelOf("az-power-interruption/journal.json");
const aborted = modelOf("az-power-interruption/journal.aborted.json");
const pods = modelOf("eks-pod-delete/journal.json");
const all = [passed, aborted, pods, modelOf("instance-termination/journal.json")];

/** The panel of the verdict without the table of all findings. */
function panel(model: ReportModel): string {
  return /<ul class="points">.*?<\/ul>/s.exec(renderHtml(model))?.[0] ?? "";
}

test("a pass begins with the hypothesis, and says in a few lines what it rests on", () => {
  const points = [...panel(passed).matchAll(/<code[^>]*>([^<]*)</g)].map((match) => match[1]);
  expect(points.slice(0, 2)).toEqual(["hypothesis-held", "hypothesis-held"]);
  expect(points).toEqual(expect.arrayContaining(["effect-seen", "restored", "no-residue", "guard-quiet"]));
  expect(points.length).toBeLessThan(10);
});

test("a stop begins with the guard that stopped it, and is told in real time", () => {
  expect(/<code[^>]*>([^<]*)</.exec(panel(aborted))?.[1]).toBe("guard-breached");
  expect(renderHtml(aborted)).toMatch(/breach to decision<\/span><span class="note">real time; /);
});

test("every finding stands in the table, whatever the panel shows", () => {
  for (const model of all) {
    const table = /<details class="established">.*?<\/details>/s.exec(renderHtml(model))?.[0] ?? "";
    expect(table.split("<tr>").length - 2).toBe(model.verdict?.reasons.length);
  }
});

test("healthy bystanders stand on the map beside what was hit, in their zones", () => {
  expect(passed.map.map(({ zone }) => zone)).toEqual(["us-east-1a", "us-east-1b", "us-east-1c", null]);
  const inB = passed.map.find(({ zone }) => zone === "us-east-1b")?.items ?? [];
  expect(inB.some((item) => item.part && !item.hit && item.before?.condition === "healthy")).toBe(true);
  const lost = passed.map.find(({ zone }) => zone === "us-east-1a")?.items.filter((item) => item.part) ?? [];
  expect(lost.map((item) => item.during?.state)).toContain("0 in service");
});

test("pods that no API shows are named one by one, without an entry that only says so", () => {
  const items = pods.map.flatMap((zone) => zone.items);
  expect(items).toHaveLength(3);
  expect(items.every((item) => item.hit && item.resourceType === "aws:eks:pod")).toBe(true);
});

test("whoever cannot see it gets words: headings in order, captions, labels, and no id twice", () => {
  for (const model of all) {
    const html = renderHtml(model);
    const levels = [...html.matchAll(/<h(\d)/g)].map((match) => Number(match[1]));
    expect(levels[0]).toBe(1);
    expect(levels.every((level, index) => index === 0 || level <= (levels[index - 1] ?? 0) + 1)).toBe(true);
    expect(html.split("<table>").length).toBe(html.split("<caption>").length);
    expect([...html.matchAll(/<svg[^>]*>/g)].every(([tag]) => /role="img" aria-label="[^"]+"/.test(tag))).toBe(true);
    const ids = [...html.matchAll(/ id="([^"]*)"/g)].map((match) => match[1]);
    expect(new Set(ids).size).toBe(ids.length);
  }
});

test("labels of thresholds on one side of a plot do not lie on one another", () => {
  for (const model of all) {
    for (const [picture] of renderHtml(model).matchAll(/<svg.*?<\/svg>/gs)) {
      const labels = [...picture.matchAll(/class="label[^"]*" x="([\d.]+)"(?: text-anchor="end")? y="([\d.]+)"/g)];
      const places = labels.map((match) => ({ x: Number(match[1]), y: Number(match[2]) }));
      for (const [index, a] of places.entries())
        for (const b of places.slice(index + 1)) if (a.x === b.x) expect(Math.abs(a.y - b.y)).toBeGreaterThanOrEqual(12);
    }
  }
});
