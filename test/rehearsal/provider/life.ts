import type { Properties } from "../../../src/rehearsal";
import type { Case } from "./cases";
import type { World } from "./world";

/** Makes one, reads it back without a difference, compares, changes it in place and deletes it, twice. */
export async function lifecycle(world: World, one: Case): Promise<void> {
  const { provider } = world;
  const made = await world.make(one.type, "thing", one.inputs);
  expect(made.id).not.toBe("");
  expect(made.outputs).toMatchObject({ ...one.outputs, region: "us-east-1" });

  const read = await provider.read(made);
  expect(read).toMatchObject({ id: made.id, inputs: made.inputs });
  expect(read?.outputs).toEqual(made.outputs);
  expect(await diff(made.inputs, made.inputs)).toMatchObject({ changed: [], replaces: [] });

  if (one.replace) {
    expect((await diff(made.inputs, { ...made.inputs, ...one.replace })).replaces).toEqual(Object.keys(one.replace));
  }
  let current = made;
  if (one.change) {
    const { inputs: news, failures } = await world.check(one.type, "thing", { ...one.inputs, ...one.change.inputs }, made.inputs);
    expect(failures).toEqual([]);
    const difference = await diff(made.inputs, news);
    expect(difference.replaces).toEqual([]);
    expect([...difference.changed].sort()).toEqual(Object.keys(one.change.inputs).sort());
    const outputs = await provider.update({ ...made, news, ignoreChanges: [], preview: false });
    expect(outputs).toMatchObject({ ...one.change.outputs });
    current = { ...made, inputs: news, outputs };
    expect(await provider.read(current)).toMatchObject({ outputs });
  }
  await provider.delete(current);
  expect(await provider.read(current)).toBeUndefined();
  await expect(provider.delete(current)).resolves.toBeUndefined();

  function diff(olds: Properties, news: Properties) {
    return provider.diff({ ...made, inputs: olds, news, ignoreChanges: [] });
  }
}

/** Surroundings without ids, to read the types from the tables. */
export function placeholder<Around extends object>(): Around {
  const nothing = { type: "", name: "", urn: "", id: "", inputs: {}, outputs: {} };
  return new Proxy({} as Around, { get: () => nothing });
}
