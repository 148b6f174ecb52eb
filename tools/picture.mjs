// Makes docs/pictures/report.png and report-dark.png: the first screens of a real run's report, taken by headless Chromium.
//   node tools/picture.mjs                          of the golden journal in templates/az-power-interruption
//   node tools/picture.mjs .faultline/reports/RUN/report.html
//   --browser /usr/bin/chromium   --width 1080   --height 1350   --out docs/pictures/report
// It needs a build (npm run build) for the golden journal. Pictures above 300 KB are refused.
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";

const LARGEST = 300 * 1024;
const root = fileURLToPath(new URL("..", import.meta.url));
const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    browser: { type: "string", default: "chromium" },
    width: { type: "string", default: "1080" },
    height: { type: "string", default: "1350" },
    out: { type: "string", default: join(root, "docs/pictures/report") },
    dist: { type: "string", default: join(root, "dist") },
  },
});

const temporary = mkdtempSync(join(tmpdir(), "faultline-picture-"));
try {
  const page = positionals[0] === undefined ? golden() : resolve(positionals[0]);
  mkdirSync(dirname(resolve(options.out)), { recursive: true });
  take(page, `${options.out}.png`, []);
  take(page, `${options.out}-dark.png`, ["--force-dark-mode", "--blink-settings=preferredColorScheme=0"]);
} finally {
  rmSync(temporary, { recursive: true, force: true });
}

/** The report of the golden journal, made by the build. */
function golden() {
  const { renderHtml, reportModel } = createRequire(join(resolve(options.dist), "src/"))("./report/index.js");
  const entries = JSON.parse(readFileSync(join(root, "templates/az-power-interruption/journal.json"), "utf8"));
  const page = join(temporary, "report.html");
  writeFileSync(page, renderHtml(reportModel(entries)));
  return page;
}

function take(page, file, more) {
  const { status, error, stderr } = spawnSync(
    options.browser,
    [
      "--headless",
      "--no-sandbox",
      "--disable-gpu",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--no-first-run",
      "--hide-scrollbars",
      `--user-data-dir=${join(temporary, "profile")}`,
      `--window-size=${options.width},${options.height}`,
      ...more,
      `--screenshot=${resolve(file)}`,
      pathToFileURL(page).href,
    ],
    { encoding: "utf8", timeout: 120_000 },
  );
  if (status !== 0) throw new Error(`${options.browser} took no picture: ${error?.message ?? stderr}. Name another with --browser.`);
  const { size } = statSync(file);
  console.log(`${file}: ${Math.round(size / 1024)} KB`);
  if (size > LARGEST) throw new Error(`${file} is larger than ${LARGEST / 1024} KB: take a smaller window.`);
}
