import type { Manifest } from "../experiment";
import type { JournalStore } from "../journal";
import type { RunPorts } from "../run";

/** A request for somebody's consent to one run, and the answer. Times are milliseconds since 1970 on the run's clock. */
export interface Consent {
  readonly runId: string;
  readonly experiment: string;
  /** Of the plan that is to be run: consent is given to this and nothing else. */
  readonly planHash: string;
  /** Who asked for the run, and why. */
  readonly requestedBy: string;
  readonly reason: string | null;
  /** One of these must answer. */
  readonly by: readonly string[];
  readonly askedAt: number;
  readonly until: number;
  /** Of the durable execution that waits. */
  readonly callbackId: string;
}

/** What the function needs of the outside. */
export interface Bag {
  /** The journal, made once for an invocation. */
  readonly store: () => Promise<JournalStore>;
  /** A text of the bucket; `undefined` when there is none. */
  readonly read: (key: string) => Promise<string | undefined>;
  readonly write: (key: string, text: string, contentType: string) => Promise<void>;
  /** Writes a request for consent down, where `faultline approve` finds it. */
  readonly ask: (consent: Consent) => Promise<void>;
  /** Puts a message on the topic. */
  readonly publish: (subject: string, message: string) => Promise<void>;
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
