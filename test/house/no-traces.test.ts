import { read, repositoryFiles } from "./files";

/** What no file may hold: places of one machine, and where packages were fetched from. */
const TRACES: Readonly<Record<string, RegExp>> = {
  "the path of somebody's home": /(?<![\w.$}])\/(?:home|Users)\/[A-Za-z][\w.-]*|(?<![\w.$}/])\/root\/|[A-Z]:\\\\?Users\\/,
  "the path of a checkout": /(?<![\w.$}/])\/(?:work|workspace|workspaces|builds)\/[a-z]/,
  "the host of a package registry": /https?:\/\/[\w.-]*(?:registry|artifactory|nexus|npmjs|npmmirror|verdaccio)[\w.-]*[/:"']/,
  "where a package was fetched from": /^\s*"resolved":/m,
};

/** This list itself. */
const HERE = "test/house/no-traces.test.ts";
const BINARY = /\.(png|jpe?g|gif|ico|woff2?|db|gz)$/;

const files = repositoryFiles().filter((file) => file !== HERE && !BINARY.test(file));

test.each(Object.entries(TRACES))("no file holds %s", (_, trace) => {
  const found = files.flatMap((file) => {
    const match = trace.exec(read(file));
    return match ? [`${file}: ${match[0]}`] : [];
  });
  expect(found).toEqual([]);
});

test.each([
  ["the path of somebody's home", 'const file = "/home/anna/project/index.ts";'],
  ["the path of somebody's home", "at run (/root/project/index.ts:1:1)"],
  ["the path of a checkout", "cd /work/main"],
  ["the host of a package registry", "registry=https://registry.npmjs.org/"],
  ["the host of a package registry", '"https://artifactory.example.com/api/npm"'],
  ["where a package was fetched from", '  "resolved": "x.tgz"'],
])("%s would be found", (trace, text) => {
  expect(TRACES[trace]?.test(text)).toBe(true);
});

test("the files that were looked at are those of the repository", () => {
  expect(files).toEqual(expect.arrayContaining(["package.json", "package-lock.json", "src/index.ts", "stacks/index.ts"]));
});
