// A process of its own that appends twenty entries to a shared journal, giving way when another was first.
const [, , root, path, name] = process.argv;
const swc = require(`${root}/node_modules/@swc/core`);
const options = { jsc: { target: "es2022", parser: { syntax: "typescript" } }, module: { type: "commonjs" } };
require.extensions[".ts"] = (module, file) => module._compile(swc.transformFileSync(file, options).code, file);
const { sqliteStore } = require(`${root}/src/adapters/store/sqlite`);

async function main() {
  const store = await sqliteStore({ path, now: Date.now, sleep: (ms) => new Promise((done) => setTimeout(done, ms)) });
  for (let done = 0; done < 20; ) {
    const seq = (await store.read("shared")).length + 1;
    try {
      await store.append("shared", seq, Date.now(), { type: "call-failed", call: name, message: "", attempt: done });
      done++;
    } catch (thrown) {
      if (thrown.code !== "journal-conflict") throw thrown;
    }
  }
  await store.close();
}

main().catch((thrown) => {
  console.error(thrown);
  process.exitCode = 1;
});
