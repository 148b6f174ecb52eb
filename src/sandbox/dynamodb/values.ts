type Json = Record<string, unknown>;

/** Input by the model as plain JSON: binary values as base64. */
export function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString("base64");
  if (value instanceof Date) return value.getTime() / 1_000;
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]));
}

const bytes = (text: unknown) => Buffer.from(String(text), "base64");

function attribute(value: Json): Json {
  const [kind = "", item] = Object.entries(value)[0] ?? [];
  if (kind === "B") return { B: bytes(item) };
  if (kind === "BS") return { BS: (item as unknown[]).map(bytes) };
  if (kind === "L") return { L: (item as Json[]).map(attribute) };
  if (kind === "M") return { M: itemOf(item) };
  return value;
}

const itemOf = (item: unknown): Json =>
  Object.fromEntries(Object.entries(item as Json).map(([name, value]) => [name, attribute(value as Json)]));

/** Output of reads and writes by the model: binary values as bytes. */
export function modelled(output: Json): Json {
  const out: Json = { ...output };
  for (const name of ["Item", "Attributes", "LastEvaluatedKey"]) if (out[name]) out[name] = itemOf(out[name]);
  if (out.Items) out.Items = (out.Items as unknown[]).map(itemOf);
  if (out.Responses) {
    out.Responses = Object.fromEntries(
      Object.entries(out.Responses as Record<string, unknown[]>).map(([table, items]) => [table, items.map(itemOf)]),
    );
  }
  return out;
}

/** A table's description by the model: times as dates. */
export function described(table: Json): Json {
  const { TableThroughputModeSummary: _notInTheModel, ...out } = table;
  if (typeof out.CreationDateTime === "number") out.CreationDateTime = new Date(out.CreationDateTime * 1_000);
  const billing = out.BillingModeSummary as Json | undefined;
  if (typeof billing?.LastUpdateToPayPerRequestDateTime === "number") {
    out.BillingModeSummary = { ...billing, LastUpdateToPayPerRequestDateTime: new Date(billing.LastUpdateToPayPerRequestDateTime * 1_000) };
  }
  return out;
}
