import { EXIT, FaultlineError, isFaultlineError, messageOf } from "../../words";

type Kind = { readonly code: string; readonly what: string; readonly remedy: string };

const UNREADABLE: Kind = {
  code: "store-corrupt",
  what: "is not a journal that can be read",
  remedy: "Move the file away (do not delete it: it may hold evidence) and run again; a new one is made.",
};

const KINDS: readonly (readonly [RegExp, Kind])[] = [
  [/NOTADB|CORRUPT|malformed|not a database/i, UNREADABLE],
  [
    /READONLY|readonly|EACCES|EROFS|EPERM/i,
    {
      code: "store-read-only",
      what: "cannot be written",
      remedy: "Make the file and its folder writable, or choose another folder for the store.",
    },
  ],
  [
    /FULL|disk is full|ENOSPC|EDQUOT/i,
    {
      code: "store-full",
      what: "cannot grow: the disk is full",
      remedy: "Free space on the disk, or choose another folder for the store.",
    },
  ],
  [
    /IOERR|I\/O/i,
    {
      code: "store-unwritable",
      what: "cannot be read or written: the disk answered with an error",
      remedy: "Check the disk and its space, or choose another folder for the store.",
    },
  ],
  [
    /BUSY|LOCKED|locked/i,
    {
      code: "store-busy",
      what: "is held by another process",
      remedy: "Wait until the other Faultline process is done; if none runs, close the tool that has the file open.",
    },
  ],
  [
    /CANTOPEN|Unable to open|ENOTDIR|EEXIST|ENOENT/i,
    {
      code: "store-unopenable",
      what: "cannot be opened",
      remedy: "Check that the folder exists, is a folder and is writable, or choose another folder for the store.",
    },
  ],
];

/** Whether it is worth a second try in a moment. */
export function isBusy(thrown: unknown): boolean {
  return isFaultlineError(thrown) && thrown.code === "store-busy";
}

/** Anything that the database threw, as an error somebody can act on. */
export function storeError(path: string, thrown: unknown): FaultlineError {
  if (isFaultlineError(thrown)) return thrown;
  const text = `${(thrown as { code?: unknown } | null)?.code ?? ""} ${messageOf(thrown)}`;
  const kind = KINDS.find(([pattern]) => pattern.test(text))?.[1] ?? {
    code: "store-failed",
    what: "failed",
    remedy: "Look at the cause; choose another folder for the store to go on.",
  };
  return new FaultlineError(kind.code, `The journal store ${path} ${kind.what} (${messageOf(thrown)}).`, {
    exitCode: EXIT.errored,
    remedy: kind.remedy,
    facts: { path },
    cause: thrown,
  });
}

/** A file whose tables are of another version of Faultline. */
export function versionError(path: string, found: number, known: number): FaultlineError {
  return new FaultlineError("store-version", `The journal store ${path} has version ${found}; this Faultline knows version ${known}.`, {
    exitCode: EXIT.errored,
    remedy:
      found > known
        ? "Use the newer Faultline that wrote it, or choose another folder for the store."
        : "Choose another folder for the store.",
    facts: { path, found, known },
  });
}

/** A row that is no entry. */
export function rowError(path: string, runId: string, seq: number): FaultlineError {
  return new FaultlineError(UNREADABLE.code, `The journal store ${path} ${UNREADABLE.what}: entry ${seq} of run ${runId} is damaged.`, {
    exitCode: EXIT.errored,
    remedy: UNREADABLE.remedy,
    facts: { path, runId, seq },
  });
}
