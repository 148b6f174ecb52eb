// Compiles src/ and templates/ to dist/. Run by `npm ci` (as prepare) and by `npm run build`.
import { spawnSync } from "node:child_process";
import { copyFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const tsc = createRequire(import.meta.url).resolve("typescript/bin/tsc");
const { status } = spawnSync(process.execPath, [tsc, "-p", "tsconfig.build.json"], { cwd: root, stdio: "inherit" });
// Service models and catalogues are read as files when they are first needed.
for (const file of readdirSync(join(root, "src"), { recursive: true })) {
  if (file.endsWith(".json")) copyFileSync(join(root, "src", file), join(root, "dist/src", file));
}
process.exit(status ?? 1);
