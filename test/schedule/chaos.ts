import type { ChaosMember, ChaosSettings } from "../../src/schedule";

export const WORKDAYS = ["MON", "TUE", "WED", "THU", "FRI"] as const;

export function member(app: string, change: Partial<ChaosMember> = {}): ChaosMember {
  return {
    app,
    account: "123456789012",
    region: "eu-central-1",
    stack: "prod",
    cluster: `${app}-prod`,
    experiment: `${app}-loss`,
    ...change,
  };
}

/** One app `shop` in one cluster, on Berlin's workdays from nine to three. */
export function settingsOf(change: Partial<ChaosSettings> = {}): ChaosSettings {
  return {
    version: 1,
    leashed: false,
    timezone: "Europe/Berlin",
    windows: [{ days: WORKDAYS, from: "09:00", to: "15:00", timezone: "Europe/Berlin" }],
    apps: { shop: { enabled: true } },
    members: [member("shop")],
    ...change,
  };
}
