import type { Properties } from "../../../src/rehearsal";
import { resourceTypes } from "../../../src/rehearsal/provider/types";
import { sandbox } from "../../sandbox/support";
import { type Around, type Case, controlCases, machineCases, managedCases, networkCases, surroundings } from "./cases";
import { World } from "./world";

let world: World;
let around: Around;

beforeAll(async () => {
  world = new World((await sandbox({ speed: 600 })).url);
  around = await surroundings(world);
}, 60_000);

afterAll(() => world.provider.close());

const groups = { networkCases, machineCases, managedCases, controlCases };

describe.each(Object.entries(groups))("%s", (_name, casesOf) => {
  // The table needs the surroundings' ids, which are there only when tests run: types are known before.
  const types = casesOf(placeholder()).map(({ type }) => type);

  test.each(types)("%s is made, read back, compared, changed and deleted", async (type) => {
    const found = casesOf(around).find((candidate) => candidate.type === type);
    if (!found) throw new Error(type);
    await lifecycle(await complete(found));
  });
});

test("every resource type has a case", () => {
  const elsewhere = ["aws:fis/safetyLeverState:SafetyLeverState", "aws:ec2/eipAssociation:EipAssociation"];
  const covered = new Set([...Object.values(groups).flatMap((casesOf) => casesOf(placeholder()).map(({ type }) => type)), ...elsewhere]);
  const types = [...resourceTypes().values()].filter((type) => ![type.type, ...(type.alsoCalled ?? [])].some((name) => covered.has(name)));
  expect(types.map(({ type }) => type)).toEqual([]);
});

async function lifecycle(one: Case): Promise<void> {
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

/** Fills in what has to be made for one case only. */
async function complete(one: Case): Promise<Case> {
  if (one.type !== "aws:lb/targetGroupAttachment:TargetGroupAttachment") return one;
  const instance = await world.make("aws:ec2/instance:Instance", "target", {
    launchTemplate: { id: around.template.id },
    subnetId: around.a.id,
  });
  return { ...one, inputs: { ...one.inputs, targetId: instance.id } };
}

/** Surroundings without ids, to read the types from the tables. */
function placeholder(): Around {
  const nothing = { type: "", name: "", urn: "", id: "", inputs: {}, outputs: {} };
  return new Proxy({} as Around, { get: () => nothing });
}
