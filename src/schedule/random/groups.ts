import { type ChaosApp, type ChaosException, type ChaosMember, type ChaosRate, type ChaosSettings, RATE } from "./settings";

/** What is drawn as one. */
export interface Group {
  /** `app/account/stack/cluster/region`, as far as the grouping tells them apart: `checkout/123456789012/eu-central-1`. */
  readonly id: string;
  readonly app: string;
  readonly rate: Required<ChaosRate>;
  readonly enabled: boolean;
  /** Whom a draw can hit, in one order whatever the order of the settings. */
  readonly members: readonly ChaosMember[];
  /** How many members exceptions took out. */
  readonly excepted: number;
}

/** The groups of the settings, by id; the order in which apps and members are written does not matter. */
export function groupsOf(settings: ChaosSettings): readonly Group[] {
  const members = new Map<string, ChaosMember[]>();
  for (const member of settings.members) {
    const id = groupId(member, rateOf(settings, member.app));
    members.set(id, [...(members.get(id) ?? []), member]);
  }
  return [...members.entries()]
    .map(([id, all]): Group => {
      const app = all[0]?.app ?? "";
      const own = appOf(settings, app);
      const left = all.filter((member) => !(own?.exceptions ?? []).some((exception) => matches(exception, member)));
      return {
        id,
        app,
        rate: rateOf(settings, app),
        enabled: own?.enabled ?? settings.participation === "opt-out",
        members: left.sort((a, b) => compare(memberId(a), memberId(b))),
        excepted: all.length - left.length,
      };
    })
    .sort((a, b) => compare(a.id, b.id));
}

export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function appOf(settings: ChaosSettings, app: string): ChaosApp | undefined {
  return Object.hasOwn(settings.apps, app) ? settings.apps[app] : undefined;
}

export function rateOf(settings: ChaosSettings, app: string): Required<ChaosRate> {
  const said = (rate: ChaosRate | undefined) =>
    Object.fromEntries(
      Object.keys(RATE).flatMap((key) => {
        const value = rate?.[key as keyof ChaosRate];
        return value === undefined ? [] : [[key, value]];
      }),
    );
  return { ...RATE, ...said(settings.defaults), ...said(appOf(settings, app)) };
}

function groupId({ app, account, region, stack, cluster }: ChaosMember, { grouping, regionsAreIndependent }: Required<ChaosRate>): string {
  const parts = [app, account];
  if (grouping !== "app") parts.push(stack ?? "");
  if (grouping === "cluster") parts.push(cluster ?? "");
  if (regionsAreIndependent) parts.push(region);
  return parts.map(encodeURIComponent).join("/");
}

/** One member, told from every other. */
export function memberId({ app, account, region, stack, cluster, detail, experiment }: ChaosMember): string {
  return [app, account, region, stack ?? "", cluster ?? "", detail ?? "", experiment].map(encodeURIComponent).join("/");
}

export function matches(exception: ChaosException, member: ChaosMember): boolean {
  return (["account", "region", "stack", "cluster", "detail"] as const).every((key) => {
    const pattern = exception[key];
    return pattern === undefined || wildcard(pattern, member[key] ?? "");
  });
}

function wildcard(pattern: string, text: string): boolean {
  const parts = pattern.split("*").map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`, "s").test(text);
}
