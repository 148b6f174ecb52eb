import { resourceTypes } from "../../../src/rehearsal/provider/types";
import { sandbox } from "../../sandbox/support";
import { type Around, type Case, controlCases, machineCases, managedCases, networkCases, surroundings } from "./cases";
import { lifecycle, placeholder } from "./life";
import { bucketCases, functionCases, messageCases, ruleCases, scheduleCases, tableCases } from "./serverless-cases";
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
  const types = casesOf(placeholder<Around>()).map(({ type }) => type);

  test.each(types)("%s is made, read back, compared, changed and deleted", async (type) => {
    const found = casesOf(around).find((candidate) => candidate.type === type);
    if (!found) throw new Error(type);
    await lifecycle(world, await complete(found));
  });
});

test("every resource type has a case", () => {
  const elsewhere = [
    "aws:fis/safetyLeverState:SafetyLeverState",
    "aws:ec2/eipAssociation:EipAssociation",
    "aws:sns/topicPolicy:TopicPolicy",
    "aws:s3/bucketVersioning:BucketVersioning",
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
  ];
  const serverless = [bucketCases, tableCases, messageCases, ruleCases, scheduleCases, functionCases].flatMap((casesOf) =>
    casesOf(placeholder()),
  );
  const cases = [...Object.values(groups).flatMap((casesOf) => casesOf(placeholder<Around>())), ...serverless];
  const covered = new Set([...cases.map(({ type }) => type), ...elsewhere]);
  const types = [...resourceTypes().values()].filter((type) => ![type.type, ...(type.alsoCalled ?? [])].some((name) => covered.has(name)));
  expect(types.map(({ type }) => type)).toEqual([]);
});

/** Fills in what has to be made for one case only. */
async function complete(one: Case): Promise<Case> {
  if (one.type !== "aws:lb/targetGroupAttachment:TargetGroupAttachment") return one;
  const instance = await world.make("aws:ec2/instance:Instance", "target", {
    launchTemplate: { id: around.template.id },
    subnetId: around.a.id,
  });
  return { ...one, inputs: { ...one.inputs, targetId: instance.id } };
}
