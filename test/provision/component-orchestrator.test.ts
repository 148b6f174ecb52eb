import { type Deployed, deploy } from "./evaluation";

jest.setTimeout(600_000);

/** JSON within texts as what it says: members come over the wire in any order. */
function said(value: unknown): unknown {
  if (typeof value === "string" && /^[[{]/.test(value)) return said(JSON.parse(value));
  if (Array.isArray(value)) return value.map(said);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, key === "path" ? "" : said(item)]));
}

/** The provider of the tests counts templates in the order in which they are made, which is no part of a program: here they are named. */
function named(value: unknown, { evaluation }: Deployed): unknown {
  const templates = new Map(evaluation.registrations.filter(({ id }) => /^EXT\d+$/.test(id)).map(({ id, name }) => [id, name]));
  return JSON.parse(JSON.stringify(value).replace(/EXT\d+/g, (id) => `EXT-${templates.get(id) ?? "unknown"}`));
}

function registered({ evaluation }: Deployed) {
  expect(evaluation.failures).toEqual([]);
  return evaluation.registrations
    .filter(({ kind }) => kind === "resource")
    .map(({ type, name, parent, inputs, secretInputs, options }) => ({ type, name, parent, inputs: said(inputs), secretInputs, options }))
    .sort((a, b) => (`${a.type} ${a.name}` < `${b.type} ${b.name}` ? -1 : 1));
}

const dependencies = ({ evaluation }: Deployed) => new Map(evaluation.registrations.map((one) => [one.urn, one.dependencies]));

test.each([
  false,
  true,
])("a component that another language declares registers what the one in TypeScript does (preview: %s)", async (preview) => {
  const here = await deploy("orchestrated", { preview });
  const there = await deploy("constructed", { preview });
  expect(named(registered(there), there)).toEqual(named(registered(here), here));
  expect(named(there.evaluation.outputs, there)).toEqual(named(here.evaluation.outputs, here));
  // A manifest comes as a whole: what is made of a part of it waits for all that the experiment is made of.
  const waits = dependencies(there);
  for (const [urn, needed] of dependencies(here)) {
    expect(waits.get(urn)).toEqual(expect.arrayContaining([...needed]));
    for (const one of waits.get(urn) ?? []) if (!needed.includes(one)) expect(one).toContain("faultline:index:Experiment$");
  }
});
