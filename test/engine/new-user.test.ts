import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { faultline, start } from "../cli/faultline";
import { inventory } from "./inventory";
import { published } from "./project";
import { counts, Pulumi, withPulumi } from "./pulumi";

const MODULES = join(__dirname, "../../node_modules");
const folders: string[] = [];

afterAll(() => {
  for (const dir of folders) rmSync(dir, { recursive: true, force: true, maxRetries: 5 });
});

/** What the user's package.json names is there, and of other people's tools nothing that it does not name. */
function install(dir: string): void {
  const { dependencies = {}, devDependencies = {} } = JSON.parse(readFileSync(join(dir, "package.json"), "utf8")) as {
    readonly dependencies?: Readonly<Record<string, string>>;
    readonly devDependencies?: Readonly<Record<string, string>>;
  };
  const own = { ...dependencies, ...devDependencies };
  const tarball = execFileSync("npm", ["pack", "--ignore-scripts", "--silent", "--pack-destination", dir], {
    cwd: published(),
    encoding: "utf8",
  });
  const to = join(dir, "node_modules/faultline");
  mkdirSync(to, { recursive: true });
  execFileSync("tar", ["-xzf", join(dir, tarball.trim().split("\n").at(-1) ?? ""), "-C", to, "--strip-components", "1"]);
  for (const name of readdirSync(MODULES)) {
    if (name.startsWith(".") || (["typescript", "@types"].includes(name) && !(name in own))) continue;
    const path = join(dir, "node_modules", name);
    mkdirSync(dirname(path), { recursive: true });
    if (!existsSync(path)) symlinkSync(join(MODULES, name), path);
  }
}

withPulumi("a new user, in a folder of their own, with the package as it is published", () => {
  test("faultline init, faultline sandbox --provider-port, pulumi up: types checked, resources made, nothing left after destroy", async () => {
    const dir = mkdtempSync(join(tmpdir(), "faultline-new-user-"));
    folders.push(dir);
    expect((await faultline(["init", "."], { cwd: dir })).code).toBe(0);
    install(dir);
    const sandbox = start(["sandbox", "--json", "--speed", "600", "--provider-port", "0"]);
    const [line = ""] = await sandbox.said(/^\{.*\}$/m);
    const { url, env } = JSON.parse(line) as { readonly url: string; readonly env: Readonly<Record<string, string>> };
    const before = await inventory({ url });
    const stack = new Pulumi(dir, "local", {
      ...env,
      PULUMI_NODEJS_TRANSPILE_ONLY: "false",
      // So that the SDK, which is a link, looks for TypeScript where the user has installed it and not in this repository.
      NODE_OPTIONS: "--preserve-symlinks --preserve-symlinks-main",
    });
    await stack.init();
    const up = await stack.done("up");
    expect(Object.keys(counts(up.steps))).toEqual(["create"]);
    const { faultline: manifests } = await stack.outputs();
    const { templates, groups } = await inventory({ url });
    expect(manifests).toMatchObject({ "instance-loss": { templateId: templates[0], region: "us-east-1" } });
    expect(groups).toHaveLength(1);
    // The types are checked already.
    await stack.with({ PULUMI_NODEJS_TRANSPILE_ONLY: "true" }).done("up", "--expect-no-changes");
    await stack.done("destroy");
    expect(await inventory({ url })).toEqual(before);
    sandbox.child.kill("SIGTERM");
    await sandbox.ended;
  });
});
