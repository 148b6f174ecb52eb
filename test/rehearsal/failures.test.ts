import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { type Evaluation, requireSuccess } from "../../src/rehearsal";
import { isFaultlineError } from "../../src/words";
import { PROGRAMS, project, run } from "./programs";
import { recordingProvider } from "./recording-provider";

/** The one failure of an evaluation. */
function failureOf(evaluation: Evaluation) {
  expect(evaluation.failures).toHaveLength(1);
  const [failure] = evaluation.failures;
  if (!failure) throw new Error("no failure");
  return failure;
}

describe("trouble in a program is told with its place and the next step", () => {
  test("a throw names the line of the program", async () => {
    const failure = failureOf((await run("throws")).evaluation);
    expect(failure.code).toBe("program-failed");
    expect(failure.message).toBe("index.ts failed at index.ts:6:33: no zones given");
    expect(failure.details).toMatchObject({ exitCode: 2, remedy: expect.stringContaining("place named above") });
  });

  test("the stack trace is shown with debug only", async () => {
    const failure = failureOf((await run("throws", { debug: true })).evaluation);
    expect(failure.message).toContain("    at zone (");
  });

  test("an unhandled rejection is a failure, too", async () => {
    const failure = failureOf((await run("rejects")).evaluation);
    expect(failure.code).toBe("program-failed");
    expect(failure.message).toMatch(/^index\.ts failed at index\.ts:5:9: TypeError: the address book is empty/);
  });

  test("a second resource of the same URN is Pulumi's duplicate error", async () => {
    const { evaluation } = await run("duplicates");
    const failure = failureOf(evaluation);
    expect(failure.code).toBe("duplicate-urn");
    expect(failure.message).toContain(
      "Duplicate resource URN 'urn:pulumi:test::duplicates::aws:ec2/vpc:Vpc::main'; try giving it a unique name at index.ts:4",
    );
    expect(evaluation.registrations.filter(({ name }) => name === "main")).toHaveLength(1);
  });

  test("missing configuration names the key and the file to add it to", async () => {
    const failure = failureOf((await run("unconfigured")).evaluation);
    expect(failure.code).toBe("config-missing");
    expect(failure.message).toContain('stack "test" lacks the configuration unconfigured:owner (asked for at index.ts:3');
    expect(failure.details.remedy).toContain(join(PROGRAMS, "unconfigured", "Pulumi.test.yaml"));
  });

  test("all the configuration that a program's sources require and its stack lacks is told at once", async () => {
    const dir = project({
      "Pulumi.yaml": "name: shop\nruntime: nodejs\nmain: index.ts\nconfig:\n  size: { type: string, default: small }\n",
      "Pulumi.test.yaml": "config:\n  shop:zone: a\n",
      "index.ts": `import * as pulumi from "@pulumi/pulumi";
        import "./db";
        const config = new pulumi.Config();
        export const all = [config.require("size"), config.require("zone"), config.requireObject<string[]>("teams"), config.get("maybe")];
        // config.require("commented")
        export const key = new pulumi.Config("acme").requireSecret("key");`,
      "db.ts": `import { Config } from "@pulumi/pulumi";
        const db = new Config("db");
        export const users = [db.require("user"), db.requireSecret('password'), other.require("elsewhere")];
        declare const other: { require(name: string): string };`,
      "other/Pulumi.yaml": "name: other\nruntime: nodejs\n",
      "other/index.ts": 'import { Config } from "@pulumi/pulumi"; new Config().require("theirs");',
    });
    const failure = failureOf((await run(dir)).evaluation);
    expect(failure.code).toBe("config-missing");
    expect(failure.details.facts?.missing).toEqual(["db:user", "db:password", "shop:teams", "acme:key"]);
    expect(failure.message).toContain("\n  shop:teams (asked for at index.ts:4:");
    expect(failure.details.remedy).toContain("`db:user: …`, `db:password: …`, `shop:teams: …`, `acme:key: …`");
  });

  test("a program that does not compile names the line", async () => {
    const dir = project({
      "Pulumi.yaml": "name: broken\nruntime: nodejs\nmain: index.ts\n",
      "Pulumi.test.yaml": "",
      "index.ts": "export const a = 1;\nexport const b = ;\n",
    });
    const failure = failureOf((await run(dir)).evaluation);
    expect(failure.code).toBe("program-does-not-compile");
    expect(failure.message).toContain("index.ts:2:17");
  });

  test("a module that is not installed is named", async () => {
    const dir = project({
      "Pulumi.yaml": "name: lost\nruntime: nodejs\nmain: index.ts\n",
      "Pulumi.test.yaml": "",
      "index.ts": 'import { x } from "no-such-package-anywhere";\nexport const y = x;\n',
    });
    const failure = failureOf((await run(dir)).evaluation);
    expect(failure.code).toBe("module-not-found");
    expect(failure.message).toContain("no-such-package-anywhere");
  });

  test("inputs that the provider refuses are told all at once, and nothing is made", async () => {
    const { evaluation, recorded } = await run("refused");
    const failure = failureOf(evaluation);
    expect(failure.code).toBe("resource-refused");
    expect(failure.message).toMatch(
      /aws:ec2\/vpc:Vpc "main" at index\.ts:3:\d+ cannot be made:\n {2}cidrBlock: is not a CIDR block\n {2}instanceTenancy: is missing/,
    );
    expect(recorded.created).toEqual([]);
    expect(evaluation.registrations.find(({ name }) => name === "main")?.status).toBe("failed");
  });

  test("a creation that fails carries the service's code and words", async () => {
    const dir = project({
      "Pulumi.yaml": `name: limits\nruntime: nodejs\nmain: ${join(PROGRAMS, "refused", "index.ts")}\n`,
      "Pulumi.test.yaml": "",
    });
    const recorded = recordingProvider();
    const configure = recorded.provider.configure;
    const provider = {
      ...recorded.provider,
      configure: (config: Parameters<typeof configure>[0]) => ({
        ...configure(config),
        check: async () => ({ inputs: { cidrBlock: "fail-me" }, failures: [] }),
      }),
    };
    const failure = failureOf((await run(dir, { provider })).evaluation);
    expect(failure.code).toBe("resource-failed");
    expect(failure.message).toMatch(/^cannot create aws:ec2\/vpc:Vpc "main" at .*: VpcLimitExceeded: the limit is reached$/);
  });

  test("what only Pulumi's own engine can do is refused by name", async () => {
    const remote = 'class Remote extends pulumi.ComponentResource { constructor() { super("other:index:Thing", "x", {}, {}, true); } }';
    const dir = project({
      "Pulumi.yaml": "name: remote\nruntime: nodejs\nmain: index.ts\n",
      "Pulumi.test.yaml": "",
      "index.ts": `import * as pulumi from "@pulumi/pulumi";\n${remote}\nnew Remote();\n`,
    });
    const failure = failureOf((await run(dir)).evaluation);
    expect(failure).toMatchObject({ code: "not-rehearsable", message: expect.stringContaining('other:index:Thing "x"') });
  });

  test("a function of another package is refused by name", async () => {
    const dir = project({
      "Pulumi.yaml": "name: asks\nruntime: nodejs\nmain: index.ts\n",
      "Pulumi.test.yaml": "",
      "index.ts": 'import * as pulumi from "@pulumi/pulumi";\nexport const x = pulumi.runtime.invoke("other:index:getThing", {});\n',
    });
    const failure = failureOf((await run(dir)).evaluation);
    expect(failure).toMatchObject({ code: "not-rehearsable", message: expect.stringContaining("other:index:getThing") });
  });

  test("a program that never ends is stopped and said to hang", async () => {
    const { evaluation } = await run("hangs", { idleTimeoutMs: 1_500 });
    expect(failureOf(evaluation)).toMatchObject({ code: "program-hung" });
  });

  test("a program that spins is stopped, too", async () => {
    const { evaluation } = await run("spins", { idleTimeoutMs: 1_500 });
    expect(failureOf(evaluation)).toMatchObject({ code: "program-hung" });
  });

  test("a program that exits early is told with its code and last words", async () => {
    const failure = failureOf((await run("exits")).evaluation);
    expect(failure.code).toBe("program-died");
    expect(failure.message).toContain("exit code 7");
    expect(failure.message).toContain("out of luck");
  });

  test("an abort stops the program", async () => {
    const stop = new AbortController();
    const { evaluation } = await run("hangs", {
      signal: stop.signal,
      onEvent: (event) => {
        if (event.kind === "program") stop.abort();
      },
    });
    expect(failureOf(evaluation).code).toBe("evaluation-stopped");
  });

  test("requireSuccess throws the failure", async () => {
    const { evaluation } = await run("throws");
    expect(() => requireSuccess(evaluation)).toThrow("no zones given");
  });
});

describe("what is not there is refused before anything runs", () => {
  const refused = async (dir: string, stack = "test") => {
    const error: unknown = await run(dir, { stack }).catch((thrown: unknown) => thrown);
    if (!isFaultlineError(error)) throw new Error(`not refused: ${String(error)}`);
    return error;
  };

  test("no Pulumi.yaml", async () => {
    expect((await refused("/tmp")).code).toBe("project-not-found");
  });

  test("an unknown stack, with the known ones", async () => {
    const error = await refused("throws", "prod");
    expect(error.code).toBe("stack-not-found");
    expect(error.details.remedy).toContain("test");
  });

  test("another language", async () => {
    const error = await refused(project({ "Pulumi.yaml": "name: x\nruntime: python\n", "Pulumi.test.yaml": "" }));
    expect(error.code).toBe("project-invalid");
    expect(error.message).toContain('runtime "python"');
  });

  test("no program", async () => {
    expect((await refused(project({ "Pulumi.yaml": "name: x\nruntime: nodejs\n", "Pulumi.test.yaml": "" }))).code).toBe(
      "program-not-found",
    );
  });

  test("YAML that cannot be read, with the file", async () => {
    const dir = project({ "Pulumi.yaml": "name: x\nruntime: nodejs\n", "Pulumi.test.yaml": "config:\n  a: [1\n", "index.ts": "" });
    const error = await refused(dir);
    expect(error.code).toBe("file-unreadable");
    expect(error.message).toContain("Pulumi.test.yaml");
  });

  test("configuration that the project declares without a default", async () => {
    const dir = project({
      "Pulumi.yaml": "name: x\nruntime: nodejs\nconfig:\n  owner:\n    type: string\n",
      "Pulumi.test.yaml": "",
      "index.ts": "",
    });
    const error = await refused(dir);
    expect(error.code).toBe("config-missing");
    expect(error.message).toContain("x:owner");
  });
});

test("the program's process ends when its parent is killed, even while the program spins", async () => {
  const script = `
    const { startProgram } = require(${JSON.stringify(join(__dirname, "../../src/rehearsal/engine/child.ts"))});
    const dir = ${JSON.stringify(join(PROGRAMS, "spins"))};
    startProgram({ program: { file: dir + "/index.ts", dir, esm: false }, debug: false, env: process.env, onLine: (_, line) => process.stdout.write(line) }).begin({});
    setInterval(() => {}, 1000);`;
  const parent = spawn(process.execPath, ["--require", require.resolve("tsx/cjs"), "-e", script], { stdio: ["ignore", "pipe", "inherit"] });
  await once(parent.stdout, "data");
  const child = await until(() => childrenOf(parent.pid ?? 0)[0]);
  parent.kill("SIGKILL");
  try {
    await until(() => (isAlive(child) ? undefined : true));
  } finally {
    if (isAlive(child)) process.kill(child, "SIGKILL");
  }
});

function childrenOf(pid: number): number[] {
  try {
    return execFileSync("ps", ["-o", "pid=", "--ppid", String(pid)], { encoding: "utf8" })
      .split("\n")
      .filter(Boolean)
      .map(Number);
  } catch {
    return [];
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function until<T>(look: () => T | undefined): Promise<T> {
  for (let tries = 0; tries < 200; tries++) {
    const found = look();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error("it did not come true within 10 seconds");
}
