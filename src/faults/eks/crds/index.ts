import json from "./schemas.json";
import type { StructuralSchema } from "./structure";

export { type Misfit, misfits, type StructuralSchema } from "./structure";

/** What Kubernetes checks of the `spec` of each kind that FIS can create. Made by `tools/crds/trim.mjs`. */
export const customResourceSchemas: Readonly<Record<string, StructuralSchema>> = json as unknown as Record<string, StructuralSchema>;
