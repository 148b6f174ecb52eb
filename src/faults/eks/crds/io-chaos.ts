// Made by tools/crds/trim.mjs from the CRD: do not edit.

export type IOChaosSpec = {
  readonly action: "latency" | "fault" | "attrOverride" | "mistake";
  readonly attr?: {
    readonly atime?: { readonly nsec: number; readonly sec: number };
    readonly blocks?: number;
    readonly ctime?: { readonly nsec: number; readonly sec: number };
    readonly gid?: number;
    readonly ino?: number;
    readonly kind?: string;
    readonly mtime?: { readonly nsec: number; readonly sec: number };
    readonly nlink?: number;
    readonly perm?: number;
    readonly rdev?: number;
    readonly size?: number;
    readonly uid?: number;
  };
  readonly containerNames?: readonly string[];
  readonly delay?: string;
  readonly duration?: string;
  readonly errno?: number;
  readonly methods?: readonly string[];
  readonly mistake?: { readonly filling?: "zero" | "random"; readonly maxLength?: number; readonly maxOccurrences?: number };
  readonly mode: "one" | "all" | "fixed" | "fixed-percent" | "random-max-percent";
  readonly path?: string;
  readonly percent?: number;
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
  readonly value?: string;
  readonly volumePath: string;
};
