// The component package: Pulumi's engine starts it for programs in YAML, Python, Go and C# (PulumiPlugin.yaml).
const { readFileSync } = require("node:fs");
const { join } = require("node:path");
const { serveComponents } = require("../dist/src/provision/component-provider.js");
const { version } = require("../package.json");

serveComponents(version, readFileSync(join(__dirname, "schema.json"), "utf8"), process.argv.slice(2));
