import { notHere } from "../failure";
import { assertProperty, executeAwsApi, waitForProperty } from "./api";
import { branch } from "./branch";
import { executeScript } from "./script";
import { sleep } from "./sleep";
import type { Action } from "./types";

interface Known {
  readonly run: Action;
  /** How long the step may take where its runbook does not say; left out: as long as it takes. */
  readonly timeoutSeconds?: number;
  /** However fast the sandbox runs, what the step does happens on this machine: so much real time it has, if its bound is not shorter. */
  readonly leastRealMs?: number;
  /** Its time counts from `begun` on. */
  readonly beginsLate?: true;
}

/** What the sandbox runs. */
const ACTIONS: Readonly<Record<string, Known>> = {
  "aws:assertAwsResourceProperty": { run: assertProperty, timeoutSeconds: 3_600, leastRealMs: 10_000 },
  "aws:branch": { run: branch },
  "aws:executeAwsApi": { run: executeAwsApi, timeoutSeconds: 3_600, leastRealMs: 10_000 },
  "aws:executeScript": { run: executeScript, timeoutSeconds: 600, leastRealMs: 30_000, beginsLate: true },
  "aws:sleep": { run: sleep },
  "aws:waitForAwsResourceProperty": { run: waitForProperty, timeoutSeconds: 3_600 },
};

const refused =
  (action: string): Action =>
  () => {
    throw notHere(action, `It runs ${Object.keys(ACTIONS).join(", ")}.`);
  };

/** A step's action. One that the sandbox has not fails by its name. */
export const actionOf = (action: string): Known => ACTIONS[action] ?? { run: refused(action) };
