// Made by tools/crds/trim.mjs from the CRD: do not edit.

export type TimeChaosSpec = {
  readonly clockIds?: readonly string[];
  readonly containerNames?: readonly string[];
  readonly duration?: string;
  readonly mode: "one" | "all" | "fixed" | "fixed-percent" | "random-max-percent";
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
  readonly timeOffset: string;
  readonly value?: string;
};
