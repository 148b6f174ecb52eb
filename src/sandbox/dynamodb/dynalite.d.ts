declare module "dynalite/db" {
  interface Store {
    readonly tableDb: { awsAccountId: string; awsRegion: string };
    readonly db: { close(done: (problem?: Error | null) => void): void };
  }
  export function create(options: { createTableMs: number; deleteTableMs: number; updateTableMs: number }): Store;
}
declare module "dynalite/validations" {
  export function checkTypes(data: object, types: object): object;
  export function checkValidations(data: object, types: object, custom: unknown, store: object): void;
}
