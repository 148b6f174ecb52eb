import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Automated, courseOf, PATIENCE_MS, ROLE } from "./world";

jest.setTimeout(3 * PATIENCE_MS);
const installed = spawnSync("python3", ["-c", "import boto3"]).status === 0;
if (!installed) console.warn("Python with boto3 is not installed here: scripts of runbooks are not tried.");
const trying = installed ? test : test.skip;

let at: Automated;
let queueUrl: string;
beforeAll(async () => {
  at = await Automated.begin();
  queueUrl = await at.queue("orders");
  await at.role("runbook", ["sqs:*"]);
});
afterAll(() => at.close());

let made = 0;
async function begin(Script: string, more: { inputs?: object; step?: object; document?: object } = {}): Promise<string> {
  const name = `script-${++made}`;
  const inputs = { Runtime: "python3.11", Handler: "handle", Script, ...more.inputs };
  const outputs = [{ Name: "Payload", Selector: "$.Payload", Type: "StringMap" }];
  const mainSteps = [{ name: "script", action: "aws:executeScript", inputs, outputs, ...more.step }];
  await at.document(name, { assumeRole: ROLE, mainSteps, outputs: ["script.Payload"], ...more.document });
  return at.start(name);
}
const run = async (...given: Parameters<typeof begin>) => at.end(await begin(...given));
const payloadOf = ({ Outputs }: { Outputs?: Record<string, string[]> }) => JSON.parse(Outputs?.["script.Payload"]?.[0] ?? "null");

trying("a script is a process of its own: it gets its payload and calls AWS in the runbook's role", async () => {
  const now = await run(
    `
import boto3
def handle(events, context):
    who = boto3.client("sts").get_caller_identity()["Arn"]
    boto3.client("sqs").send_message(QueueUrl=events["Queue"], MessageBody="{{ not a reference }}")
    return {"who": who, "execution": context["automation:EXECUTION_ID"], "given": events["Given"], "text": f"{{{events['Number'] + 1}}}"}
`,
    { inputs: { InputPayload: { Queue: queueUrl, Given: ["{{ global:REGION }}"], Number: 41 } } },
  );
  expect(now.FailureMessage).toBeUndefined();
  expect(payloadOf(now)).toEqual({
    who: `arn:aws:sts::123456789012:assumed-role/runbook/Automation-${now.AutomationExecutionId}`,
    execution: now.AutomationExecutionId,
    given: ["us-east-1"],
    text: "{42}",
  });
  expect(await at.messages(queueUrl)).toBe(1);
});

trying("what a script raises is told as AWS tells it: the place in the script, and the error", async () => {
  const now = await run("def handle(events, context):\n    return events['missing']\n");
  expect(now.AutomationExecutionStatus).toBe("Failed");
  expect(now.FailureMessage).toMatch(
    /^Step fails when it is Poll action status for completion\. Traceback \(most recent call last\):\n {2}File "[^"]+customer_script\.py", line 2, in handle\n[\s\S]*KeyError - 'missing'\. Please refer to Automation/,
  );
});

trying.each([
  ["raises on its way in", "import nothing_of_this_name\n", /ModuleNotFoundError - .*Install the Python module nothing_of_this_name/],
  ["is no Python", "def handle(events", /SyntaxError/],
  ["has no such function", "def other(events, context):\n    pass\n", /NameError - the script has no function handle/],
  ["goes without a word", "import os\ndef handle(events, context):\n    os._exit(3)\n", /ended without returning/],
  ["returns too much", "def handle(events, context):\n    return {'x': 'y' * 200000}\n", /more than 100 KB/],
])("a script that %s has failed", async (_, script, why) => {
  const now = await run(script);
  expect([now.AutomationExecutionStatus, now.FailureMessage]).toEqual(["Failed", expect.stringMatching(why)]);
});

trying("without a role a script has no keys at all, whatever this machine's user has", async () => {
  const script = "import boto3\ndef handle(events, context):\n    boto3.client('sqs').list_queues()\n";
  expect((await run(script, { document: { assumeRole: "" } })).FailureMessage).toMatch(/NoCredentialsError/);
});

trying("a permission that the role lacks is raised in the script", async () => {
  await at.role("poor", ["sqs:ListQueues"]);
  const script = `import boto3\ndef handle(events, context):\n    boto3.client("sqs").purge_queue(QueueUrl="${queueUrl}")\n`;
  const now = await run(script, { document: { assumeRole: ROLE.replace("runbook", "poor") } });
  expect(now.FailureMessage).toMatch(/ClientError - An error occurred \(AccessDeniedException\) when calling the PurgeQueue operation/);
});

const FOREVER = `
import os, subprocess, time
def handle(events, context):
    child = subprocess.Popen(["sleep", "1000"])
    with open(events["File"], "w") as file:
        file.write("%d %d" % (os.getpid(), child.pid))
    time.sleep(1000)
`;

describe("a script that does not end by itself", () => {
  const folder = mkdtempSync(join(tmpdir(), "automation-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const lives = (pid: number) => {
    try {
      process.kill(pid, 0);
      // A process that has ended and that nobody has asked about is none.
      return !readFileSync(`/proc/${pid}/stat`, "utf8").includes(") Z ");
    } catch {
      return false;
    }
  };
  const pidsIn = (file: string) => {
    try {
      const pids = readFileSync(file, "utf8").split(" ").map(Number);
      return pids.length === 2 ? pids : undefined;
    } catch {
      return undefined;
    }
  };
  const until = async (test: () => boolean) => {
    const end = Date.now() + PATIENCE_MS;
    while (!test() && Date.now() < end) await new Promise((resolve) => setTimeout(resolve, 25));
    expect(test()).toBe(true);
  };

  trying("is killed with all that it started when its time is up", async () => {
    const File = `${folder}/late`;
    const now = await run(FOREVER, { inputs: { InputPayload: { File } }, step: { timeoutSeconds: 3 } });
    expect([now.AutomationExecutionStatus, ...courseOf(now)]).toEqual(["TimedOut", "script: TimedOut"]);
    await until(() => (pidsIn(File) ?? []).every((pid) => !lives(pid)));
  });

  trying("and when the automation is cancelled", async () => {
    const File = `${folder}/cancelled`;
    const id = await begin(FOREVER, { inputs: { InputPayload: { File } } });
    await until(() => pidsIn(File) !== undefined);
    await at.stop(id);
    expect(courseOf(await at.end(id))).toEqual(["script: Cancelled"]);
    expect(pidsIn(File)?.filter(lives)).toEqual([]);
  });

  trying("and when the sandbox ends", async () => {
    const other = await Automated.begin();
    await other.role("runbook", []);
    const File = `${folder}/ended`;
    const inputs = { Runtime: "python3.11", Handler: "handle", Script: FOREVER, InputPayload: { File } };
    await other.document("forever", { assumeRole: ROLE, mainSteps: [{ name: "script", action: "aws:executeScript", inputs }] });
    await other.start("forever");
    await until(() => pidsIn(File) !== undefined);
    other.close();
    await other.sandbox.stop();
    await until(() => (pidsIn(File) ?? []).every((pid) => !lives(pid)));
  });
});
