// Made by tools/crds/trim.mjs from the CRD: do not edit.

export type NetworkChaosSpec = {
  readonly action: "netem" | "delay" | "loss" | "duplicate" | "corrupt" | "partition" | "bandwidth";
  readonly bandwidth?: {
    readonly buffer: number;
    readonly limit: number;
    readonly minburst?: number;
    readonly peakrate?: number;
    readonly rate: string;
  };
  readonly corrupt?: { readonly correlation?: string; readonly corrupt: string };
  readonly delay?: {
    readonly correlation?: string;
    readonly jitter?: string;
    readonly latency: string;
    readonly reorder?: { readonly correlation?: string; readonly gap: number; readonly reorder: string };
  };
  readonly device?: string;
  readonly direction?: "to" | "from" | "both";
  readonly duplicate?: { readonly correlation?: string; readonly duplicate: string };
  readonly duration?: string;
  readonly externalTargets?: readonly string[];
  readonly loss?: { readonly correlation?: string; readonly loss: string };
  readonly mode: "one" | "all" | "fixed" | "fixed-percent" | "random-max-percent";
  readonly rate?: { readonly rate: string };
  readonly remoteCluster?: string;
  readonly selector: {
    readonly annotationSelectors?: Readonly<Record<string, string>>;
    readonly expressionSelectors?: readonly { readonly key: string; readonly operator: string; readonly values?: readonly string[] }[];
    readonly fieldSelectors?: Readonly<Record<string, string>>;
    readonly labelSelectors?: Readonly<Record<string, string>>;
    readonly namespaces?: readonly string[];
    readonly nodeSelectors?: Readonly<Record<string, string>>;
    readonly nodes?: readonly string[];
    readonly podPhaseSelectors?: readonly string[];
    readonly pods?: Readonly<Record<string, readonly string[]>>;
  };
  readonly target?: {
    readonly mode: "one" | "all" | "fixed" | "fixed-percent" | "random-max-percent";
    readonly selector: {
      readonly annotationSelectors?: Readonly<Record<string, string>>;
      readonly expressionSelectors?: readonly { readonly key: string; readonly operator: string; readonly values?: readonly string[] }[];
      readonly fieldSelectors?: Readonly<Record<string, string>>;
      readonly labelSelectors?: Readonly<Record<string, string>>;
      readonly namespaces?: readonly string[];
      readonly nodeSelectors?: Readonly<Record<string, string>>;
      readonly nodes?: readonly string[];
      readonly podPhaseSelectors?: readonly string[];
      readonly pods?: Readonly<Record<string, readonly string[]>>;
    };
    readonly value?: string;
  };
  readonly targetDevice?: string;
  readonly value?: string;
};
