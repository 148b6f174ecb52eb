import { readFileSync } from "node:fs";
import type { Plugin } from "esbuild";

const SCHEMAS = /client-[a-z0-9-]+[/\\]dist-es[/\\]schemas[/\\]schemas_\d+\.js$/;
const NAMED = /^const (_\w+) = ("[^"\\]*");$/gm;
const KEY = /\[(_\w+)\]:/g;

/**
 * An AWS client describes each of its operations in one file of schemas, whose objects have keys such as `[_xN]`. A bundler must think that to work out such a key
 * does something, and keeps the schemas of all operations. Each key is a text that stands in the same file: written out, what is not used goes. EC2's
 * alone are half a megabyte.
 */
export const plainKeys: Plugin = {
  name: "plain-keys",
  setup(build) {
    build.onLoad({ filter: SCHEMAS }, ({ path }) => ({ contents: withPlainKeys(readFileSync(path, "utf8")), loader: "js" }));
  },
};

export function withPlainKeys(source: string): string {
  const texts = new Map([...source.matchAll(NAMED)].map(([, name, text]) => [name, text] as const));
  return source.replace(KEY, (whole, name: string) => (texts.has(name) ? `${texts.get(name)}:` : whole));
}
