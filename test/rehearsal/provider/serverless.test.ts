import { sandbox } from "../../sandbox/support";
import type { Case } from "./cases";
import { lifecycle, placeholder } from "./life";
import {
  bucketCases,
  bucketsAround,
  functionCases,
  functionsAround,
  messageCases,
  messagesAround,
  ruleCases,
  rulesAround,
  scheduleCases,
  schedulesAround,
  tableCases,
} from "./serverless-cases";
import { World } from "./world";

/** A world, and what its cases need around them. */
function suite<Around extends object>(
  title: string,
  cases: (around: Around) => readonly Case[],
  surroundings: (world: World) => Promise<Around>,
): void {
  describe(title, () => {
    let world: World;
    let around: Around;

    beforeAll(async () => {
      world = new World((await sandbox({ speed: 600 })).url);
      around = await surroundings(world);
    }, 60_000);
    afterAll(() => world.provider.close());

    // The table needs the surroundings' ids, which are there only when tests run: types are known before.
    test.each(
      cases(placeholder<Around>()).map(({ type }) => type),
    )("%s is made, read back, compared, changed and deleted", async (type) => {
      const found = cases(around).find((candidate) => candidate.type === type);
      if (!found) throw new Error(type);
      await lifecycle(world, found);
    });
  });
}

suite("messages", messageCases, messagesAround);
suite("rules", ruleCases, rulesAround);
suite("schedules", scheduleCases, schedulesAround);
suite("tables", tableCases, async () => ({}));
suite("buckets", bucketCases, bucketsAround);
suite("functions", functionCases, functionsAround);
