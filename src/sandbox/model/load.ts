import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { ServiceId } from "../kernel/cloud";
import { compile } from "./compile";
import type { Model, RawModel } from "./types";

const loaded = new Map<ServiceId, Model>();

/** AWS's model of a service as far as the sandbox has it; read when first asked for. */
export function modelOf(service: ServiceId): Model {
  const known = loaded.get(service);
  if (known) return known;
  const model = compile(service, JSON.parse(readFileSync(join(__dirname, `${service}.json`), "utf8")) as RawModel);
  loaded.set(service, model);
  return model;
}
