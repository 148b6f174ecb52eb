import type { CallDescription, DeclaredBehaviour } from "../../system";

/** A call with the address of its link. */
export type LinkedCall = CallDescription & { readonly port: number };

/** What a machine's process is told. */
export type ToMachine =
  | {
      readonly kind: "behave";
      readonly name: string;
      readonly behaviour: DeclaredBehaviour;
      readonly health: string | undefined;
      readonly calls: readonly LinkedCall[];
    }
  | {
      readonly kind: "command";
      readonly command: string;
      readonly directory: string;
      readonly env: Readonly<Record<string, string>>;
      /** Stands in the environment of everything that the command starts: by it, daemons are found at the end. */
      readonly mark: string;
      readonly health: string | undefined;
      readonly startTimeoutMs: number;
    }
  | { readonly kind: "stress"; readonly id: number; readonly workers: number; readonly loadPercent: number }
  | { readonly kind: "unstress"; readonly id: number };

/** What a machine's process tells. */
export type FromMachine =
  | { readonly kind: "ready"; readonly port: number; readonly servicePid: number }
  | { readonly kind: "failed"; readonly message: string };

/** A source of traffic with the place where it sends now. */
export interface SourceOrder {
  readonly name: string;
  readonly port: number;
  readonly host: string;
  readonly perSecond: number;
  readonly timeoutMs: number;
  readonly path: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
  readonly clients: number;
}

export interface ToTraffic {
  readonly kind: "sources";
  readonly sources: readonly SourceOrder[];
}

/** What the callers of one source saw since the last report. */
export interface SourceReport {
  readonly name: string;
  readonly requests: number;
  readonly errors: number;
  /** Milliseconds from the moment each answered request should have left; time-outs count with their time-out. */
  readonly latencies: readonly number[];
  /** Errors by what they were: `timeout`, `503`, `ECONNRESET`. */
  readonly causes: Readonly<Record<string, number>>;
}

export interface FromTraffic {
  readonly kind: "report";
  readonly sources: readonly SourceReport[];
}
