import type { Manifest } from "../experiment";
import type { Consent, JournalStore } from "../journal";
import type { RunPorts } from "../run";
import type { ChaosDocument, OneTimeSchedule } from "../schedule";
import type { News } from "./news";

/** What the function needs of the outside. */
export interface Bag {
  /** The journal, made once for an invocation. */
  readonly store: () => Promise<JournalStore>;
  /** A text of the bucket; `undefined` when there is none. */
  readonly read: (key: string) => Promise<string | undefined>;
  readonly write: (key: string, text: string, contentType: string) => Promise<void>;
  /** Writes a text if there is none yet with this key; false when there is. */
  readonly writeNew: (key: string, text: string, contentType: string) => Promise<boolean>;
  /** Makes a schedule that fires once; one that is there already is left alone. */
  readonly scheduleOnce: (schedule: OneTimeSchedule, document: ChaosDocument) => Promise<void>;
  /** The status with which an address answers a GET. Rejects when it does not answer in time, in milliseconds. */
  readonly get: (url: string, withinMs: number) => Promise<number>;
  /** The time in milliseconds: a sandbox's in a sandbox. */
  readonly now: () => Promise<number>;
  /** Writes a request for consent down, where `faultline approve` finds it. */
  readonly ask: (consent: Consent) => Promise<void>;
  /** Puts a message on the topic. */
  readonly publish: (news: News) => Promise<void>;
  /** What a run needs, on AWS or on a sandbox at an endpoint, each with its clock. */
  readonly ports: (place: Place) => Promise<{ readonly ports: RunPorts; readonly platform: "aws" | "sandbox" }>;
  /** `s3://bucket/key`, for people. */
  readonly linkTo: (key: string) => string;
  /** Milliseconds until Lambda ends this invocation. */
  readonly timeLeft: (lambda: { getRemainingTimeInMillis(): number }) => number;
  readonly version: string;
}

/** Where a run takes place. */
export type Place = Pick<Manifest, "accountId" | "region" | "roleArn">;
