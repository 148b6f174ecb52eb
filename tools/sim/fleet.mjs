// The fleet on a virtual clock: services ask for runs by schedule or by lot, wait for consent, windows and a place in the quota, and run as the
// conducted ones did. FIS here is a judge of its own: it counts for itself what is active.
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
require("tsx/cjs/api").register();
const {
  admit,
  EMPTY_QUEUE,
  enqueue,
  isOpen,
  nextOpening,
  nextRuns,
  outageGate,
  planDay,
  NO_STATE,
} = require("../../src/schedule/index.ts");
const { drawOf } = require("../../src/schedule/random/draw.ts");

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const QUOTA = 5;
const ZONES = ["Europe/Berlin", "America/New_York", "Asia/Tokyo", "Australia/Sydney"];
const DAYS = ["MON", "TUE", "WED", "THU", "FRI"];
const BLACKOUT = "2027-04-05";

export function simulate({ accounts, services, weeks, seed, kinds, from }) {
  const to = from + weeks * 7 * DAY;
  const events = heap();
  const places = new Map();
  const tally = {
    asked: 0,
    started: 0,
    finished: {},
    refused: {},
    experiments: 0,
    quotaRetries: 0,
    unknownActive: 0,
    calls: {},
    actionMinutes: 0,
    functionMs: 0,
    schedulerInvocations: 0,
  };
  const waits = new Map();
  const asks = new Map();
  const broken = [];
  const open = new Set();
  const bump = (table, key, by = 1) => {
    table[key] = (table[key] ?? 0) + by;
  };
  const lot = (run, what) => drawOf(seed, run.id, what);
  const hoursOf = ZONES.map((timezone) => ({
    windows: [{ days: DAYS, from: "09:00", to: "16:00", timezone }],
    blackouts: [{ from: BLACKOUT, timezone, reason: "holiday" }],
  }));

  for (let account = 0; account < accounts; account++)
    places.set(account, {
      queue: EMPTY_QUEUE,
      fis: new Set(),
      hours: hoursOf[account % ZONES.length],
      isProd: account % 4 === 0,
      waiting: new Map(),
      isWoken: false,
    });
  for (const request of requests({ accounts, services, from, to, seed, hoursOf })) events.push(request.at, () => ask(request));
  // Other people use the quota too.
  for (let account = 0; account < accounts; account += 3)
    for (let at = from + 10 * HOUR; at < to; at += DAY) {
      const id = `foreign-${account}-${at}`;
      events.push(at + Math.floor(drawOf(seed, id, "at") * 8 * HOUR), (now) => {
        const { fis } = places.get(account);
        if (fis.size >= QUOTA) return;
        fis.add(id);
        events.push(now + 20 * MINUTE, () => {
          fis.delete(id);
          wake(account);
        });
      });
    }

  let now = from;
  function ask(request) {
    tally.asked++;
    asks.set(request.service, (asks.get(request.service) ?? 0) + 1);
    tally.schedulerInvocations++;
    const run = { ...request, asked: now };
    if (open.has(run.id)) return broken.push(`${run.id} was asked for twice`);
    open.add(run.id);
    if (!places.get(run.account).isProd) return settle(run);
    const answer = lot(run, "approval");
    if (answer < 0.03) return events.push(now + DAY, () => refuse(run, "approval: nobody answered within a day"));
    if (answer < 0.05) return events.push(now + HOUR, () => refuse(run, "approval: refused"));
    events.push(now + Math.floor(lot(run, "consent") * 4 * HOUR), () => settle(run));
  }
  function settle(run) {
    const place = places.get(run.account);
    place.waiting.set(run.id, run);
    place.queue = enqueue(place.queue, { id: run.id, team: run.team, since: run.asked });
    wake(run.account);
  }
  /** Admits what may start now; looks again when hours open. */
  function wake(account) {
    const place = places.get(account);
    if (place.queue.waiting.length === 0) return;
    const opening = nextOpening(place.hours, now);
    if (opening === undefined) return broken.push(`account ${account} never opens again`);
    if (opening > now) return later(account, opening);
    const isUnknown = drawOf(seed, account, now, "list") < 0.01;
    if (isUnknown) tally.unknownActive++;
    const before = place.fis.size;
    const { admitted, queue } = admit(place.queue, isUnknown ? "unknown" : before, QUOTA);
    place.queue = queue;
    for (const { id } of admitted) {
      const run = place.waiting.get(id);
      place.waiting.delete(id);
      start(place, run);
    }
    if (isUnknown) later(account, now + MINUTE);
  }
  function later(account, at) {
    const place = places.get(account);
    if (place.isWoken) return;
    place.isWoken = true;
    events.push(at, () => {
      place.isWoken = false;
      wake(account);
    });
  }
  function start(place, run) {
    if (!isOpen(place.hours, now)) broken.push(`${run.id} started outside of its windows`);
    const gate = outageGate(probesOf(run));
    if (!gate.go) {
      bump(tally.refused, `outage gate: ${gate.reasons.map(({ code }) => code).join(" and ")}`);
      return close(run);
    }
    // Between the look at the quota and the start, somebody else may have taken the place.
    if (lot(run, `race${run.races ?? 0}`) < 0.005 && place.fis.size < QUOTA) {
      const thief = `thief-${run.id}-${run.races ?? 0}`;
      place.fis.add(thief);
      events.push(now + 10 * MINUTE, () => {
        place.fis.delete(thief);
        wake(run.account);
      });
    }
    if (place.fis.size >= QUOTA) {
      // ServiceQuotaExceededException: nothing was touched, and the run keeps the time at which it was asked for.
      tally.quotaRetries++;
      return settle({ ...run, races: (run.races ?? 0) + 1 });
    }
    const kind = kindOf(lot(run, "kind"));
    const took = kinds[kind];
    place.fis.add(run.id);
    if (place.fis.size > QUOTA) broken.push(`account ${run.account} had ${place.fis.size} active experiments`);
    tally.started++;
    tally.experiments += took.experiments;
    waits.set(run.service, Math.max(waits.get(run.service) ?? 0, now - run.asked));
    for (const [call, count] of Object.entries(took.counts)) bump(tally.calls, call, count);
    tally.actionMinutes += Math.ceil(took.actionMs / MINUTE);
    tally.functionMs += took.durationMs;
    events.push(now + took.durationMs, () => {
      place.fis.delete(run.id);
      bump(tally.finished, `${kind}: ${took.verdict}`);
      close(run);
      wake(run.account);
    });
  }
  function probesOf(run) {
    const alarm = lot(run, "alarm");
    const incidents = lot(run, "incidents");
    return [
      { name: "alarms", answer: alarm < 0.015 ? "outage" : alarm < 0.018 ? "unknown" : "clear" },
      { name: "incidents", answer: incidents < 0.005 ? "outage" : incidents < 0.007 ? "unknown" : "clear" },
    ];
  }
  function refuse(run, why) {
    bump(tally.refused, why);
    close(run);
  }
  function close(run) {
    if (!open.delete(run.id)) broken.push(`${run.id} ended twice`);
  }

  for (let next = events.pop(); next; next = events.pop()) {
    now = next.at;
    next.act(now);
  }
  if (open.size > 0) broken.push(`${open.size} runs were lost, the first: ${[...open].slice(0, 3).join(", ")}`);
  const all = Object.values(tally.finished).reduce((a, b) => a + b, 0) + Object.values(tally.refused).reduce((a, b) => a + b, 0);
  if (all !== tally.asked) broken.push(`${tally.asked} runs were asked for, and ${all} ended`);
  const longest = [...waits.entries()].sort((a, b) => b[1] - a[1])[0] ?? ["none", 0];
  if (longest[1] > 7 * DAY) broken.push(`${longest[0]} waited ${longest[1] / DAY} days`);
  const silent = [...asks.entries()].filter(([service, count]) => count >= 4 && !waits.has(service)).map(([service]) => service);
  if (silent.length > 0) broken.push(`${silent.length} services asked four times or more and never ran, the first: ${silent[0]}`);
  return {
    ...tally,
    ended: new Date(now).toISOString(),
    longestWait: { service: longest[0], hours: Math.round(longest[1] / 36_000) / 100 },
    broken,
  };
}

function kindOf(share) {
  if (share < 0.03) return "breached";
  if (share < 0.05) return "throttled";
  if (share < 0.06) return "crashed";
  return share < 0.07 ? "refused" : "clean";
}

/** One run a week for each service: half of the accounts by schedule, a third of those all at the same time; the other half by lot, with that mean. */
function* requests({ accounts, services, from, to, seed, hoursOf }) {
  const name = (account, service) => `a${String(account).padStart(3, "0")}/s${String(service).padStart(2, "0")}`;
  const request = (account, service, at) => ({
    id: `${name(account, service)}@${at}`,
    service: name(account, service),
    account,
    team: `team-${service % 6}`,
    at,
  });
  for (let account = 0; account < accounts; account += 2)
    for (let service = 0; service < services; service++) {
      const crowded = account % 6 === 0;
      const day = crowded ? "TUE" : DAYS[Math.floor(drawOf(seed, account, service, "day") * 5)];
      const [hour, minute] = crowded
        ? [15, 0]
        : [9 + Math.floor(drawOf(seed, account, service, "hour") * 7), Math.floor(drawOf(seed, account, service, "minute") * 60)];
      const [{ timezone }] = hoursOf[account % ZONES.length].windows;
      for (const at of nextRuns(`cron(${minute} ${hour} ? * ${day} *)`, timezone, from, to)) yield request(account, service, at);
    }
  for (const [zone, hours] of hoursOf.entries()) {
    const members = [];
    for (let account = 1; account < accounts; account += 2)
      if (account % ZONES.length === zone)
        for (let service = 0; service < services; service++)
          members.push({ app: `s${service}`, account: String(account), region: "r", cluster: "c", experiment: "e" });
    if (members.length === 0) continue;
    const apps = Object.fromEntries(Array.from({ length: services }, (_, service) => [`s${service}`, { enabled: true }]));
    const { timezone } = hours.windows[0];
    const settings = {
      version: 1,
      leashed: false,
      timezone,
      ...hours,
      maxPerDay: Math.ceil(members.length / 4),
      defaults: { meanWorkdaysBetween: 5 },
      apps,
      members,
    };
    let state = NO_STATE;
    for (let at = from; at < to; at += DAY) {
      const plan = planDay(settings, new Date(at).toISOString().slice(0, 10), seed, { state });
      state = plan.state;
      for (const run of plan.runs) yield request(Number(run.member.account), Number(run.member.app.slice(1)), Date.parse(run.at));
    }
  }
}

/** A binary heap by time, then by the order in which events were made. */
function heap() {
  const items = [];
  let serial = 0;
  const before = (a, b) => a.at < b.at || (a.at === b.at && a.serial < b.serial);
  const swap = (a, b) => {
    [items[a], items[b]] = [items[b], items[a]];
  };
  return {
    push(at, act) {
      items.push({ at, act, serial: serial++ });
      for (let child = items.length - 1, parent; child > 0; child = parent) {
        parent = (child - 1) >> 1;
        if (!before(items[child], items[parent])) break;
        swap(child, parent);
      }
    },
    pop() {
      const top = items[0];
      const last = items.pop();
      if (items.length === 0 || !top) return top;
      items[0] = last;
      for (let parent = 0; ; ) {
        let least = parent;
        for (const child of [2 * parent + 1, 2 * parent + 2]) if (child < items.length && before(items[child], items[least])) least = child;
        if (least === parent) return top;
        swap(parent, least);
        parent = least;
      }
    },
  };
}
