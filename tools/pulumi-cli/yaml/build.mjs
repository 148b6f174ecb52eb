// Builds Pulumi's own language host for YAML once, from Go modules whose checksums are pinned beside this file, and prints the folder it is in.
//   node tools/pulumi-cli/yaml/build.mjs     {"folder": path} or {"skipped": why}
// Its modules are older than the command line's, so it has a go.mod of its own; the two speak Pulumi's protocol with each other.
// Ends with 0 and says `skipped` when this machine has no Go, no network or not enough time; with 1 when the build itself is wrong.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The version that go.mod pins. */
const VERSION = "1.32.0";
const PACKAGE = "github.com/pulumi/pulumi-yaml/cmd/pulumi-language-yaml";
const BUILD_WITHIN_MS = 8 * 60_000;

const here = fileURLToPath(new URL(".", import.meta.url));
const cache = process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache");
const folder = join(cache, "faultline", `pulumi-yaml-${VERSION}`);
const binary = join(folder, process.platform === "win32" ? "pulumi-language-yaml.exe" : "pulumi-language-yaml");

/** What a failed build says when the machine is to blame and not the build. */
const MACHINE =
  /dial tcp|no such host|i\/o timeout|connection re|TLS handshake|deadline exceeded|unreachable|proxyconnect|lookup disabled|toolchain not available|no space left|signal: killed|cannot allocate/i;

function build() {
  if (existsSync(binary)) return { folder };
  const found = spawnSync("go", ["env", "GOVERSION"], { cwd: here, encoding: "utf8" });
  if (found.error || found.status !== 0) return { skipped: "there is no Go on this machine (https://go.dev/dl/)" };
  console.error(`building pulumi-language-yaml ${VERSION} once into ${folder} (2 to 6 minutes)…`);
  mkdirSync(folder, { recursive: true });
  // Under a name of its own until it is whole: a build that is cut off leaves nothing that looks finished.
  const part = `${binary}.${process.pid}`;
  const flags = `-s -w -X github.com/pulumi/pulumi-yaml/pkg/version.Version=v${VERSION}`;
  const command = ["go", "build", "-mod=readonly", "-trimpath", "-ldflags", flags, "-o", part, PACKAGE];
  const [first, ...rest] = process.platform === "win32" ? command : ["nice", "-n", "10", ...command];
  const env = { ...process.env, CGO_ENABLED: "0", GOFLAGS: "", GOTOOLCHAIN: "local", GOWORK: "off" };
  try {
    const { status, signal, stderr } = spawnSync(first, rest, { cwd: here, env, encoding: "utf8", timeout: BUILD_WITHIN_MS });
    if (signal)
      return { skipped: `the build was not done after ${BUILD_WITHIN_MS / 60_000} minutes; what it compiled is kept for the next time` };
    if (status !== 0 && MACHINE.test(stderr))
      return { skipped: `the modules cannot be fetched or built: ${stderr.trim().split("\n").at(-1)}` };
    if (status !== 0) throw new Error(`go build ended with ${status}:\n${stderr}`);
    renameSync(part, binary);
    return { folder };
  } finally {
    rmSync(part, { force: true });
  }
}

console.log(JSON.stringify(build()));
