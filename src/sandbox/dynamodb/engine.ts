import { createRequire } from "node:module";
import { create } from "dynalite/db";
import { checkTypes, checkValidations } from "dynalite/validations";
import { AwsError } from "../kernel/error";

type Action = (store: object, data: object, done: (problem: unknown, output?: object) => void) => void;
type Validation = { readonly types: object; readonly custom: unknown };

/** One account's tables in one Region, as the library dynalite keeps them: in memory. */
export interface Engine {
  /** An operation by DynamoDB's name, on plain JSON (binary as base64); throws its refusal as an AwsError. */
  run(operation: string, input: object): Promise<Record<string, unknown>>;
  close(): Promise<void>;
}

const load = createRequire(__filename);
const lower = (name: string) => name.charAt(0).toLowerCase() + name.slice(1);

export function openEngine(accountId: string, region: string): Engine {
  const store = create({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
  store.tableDb.awsAccountId = accountId;
  store.tableDb.awsRegion = region;
  return {
    run: (operation, input) =>
      new Promise((resolve, reject) => {
        try {
          const action = load(`dynalite/actions/${lower(operation)}`) as Action;
          const { types, custom } = load(`dynalite/validations/${lower(operation)}`) as Validation;
          // The library changes what it is given, and gives out what it keeps.
          const data = checkTypes(structuredClone(input), types);
          checkValidations(data, types, custom, store);
          action(store, data, (problem, output) => {
            if (problem) reject(refusal(problem));
            else resolve(structuredClone(output ?? {}) as Record<string, unknown>);
          });
        } catch (problem) {
          reject(refusal(problem));
        }
      }),
    close: () => new Promise((resolve, reject) => store.db.close((problem) => (problem ? reject(problem) : resolve()))),
  };
}

function refusal(problem: unknown): unknown {
  const { statusCode, body } = problem as { statusCode?: number; body?: Record<string, unknown> };
  if (statusCode === undefined || !body) return problem;
  const { __type, message, Message, ...fields } = body;
  const code = String(__type).split("#").at(-1) ?? "InternalServerError";
  return new AwsError(code, String(message ?? Message ?? ""), statusCode, fields);
}
