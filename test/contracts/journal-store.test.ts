import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { awsStore } from "../../src/adapters/store/aws";
import { sqliteStore } from "../../src/adapters/store/sqlite";
import { memoryStore } from "../../src/journal";
import { openCloud } from "./aws-store";
import { journalStoreContract } from "./journal-store";

describe("in memory", () => {
  journalStoreContract(async () => {
    let now = 0;
    const store = memoryStore(() => now);
    return {
      store,
      other: store,
      tick: (ms) => {
        now += ms;
      },
    };
  });
});

describe("in SQLite", () => {
  const folders: string[] = [];
  afterAll(() => {
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  });
  journalStoreContract(async () => {
    const folder = mkdtempSync(join(tmpdir(), "faultline-"));
    folders.push(folder);
    let now = 0;
    const options = {
      path: join(folder, "a", "runs.db"),
      now: () => now,
      sleep: (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms)),
    };
    return {
      store: await sqliteStore(options),
      other: await sqliteStore(options),
      tick: (ms) => {
        now += ms;
      },
    };
  });
});

describe("in DynamoDB and S3", () => {
  journalStoreContract(async () => {
    const cloud = await openCloud();
    return { store: awsStore(cloud), other: awsStore(cloud), tick: cloud.tick };
  });
});
