// A service of the user's own: plain Node, no knowledge of Faultline. It gets its port and the address of its database by environment.
import { createServer } from "node:http";

const database = process.env.DB_URL;
const patience = Number(process.env.DB_TIMEOUT_MS ?? 150);
const answer = (response, status, body) => {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify(body));
};

/** Asks the database, and once more when the first try fails: its writer may have moved. */
async function order() {
  for (const last of [false, true]) {
    try {
      const reply = await fetch(database, { signal: AbortSignal.timeout(patience) });
      if (reply.ok) return await reply.text();
      if (last) throw new Error(`the database answered ${reply.status}`);
    } catch (error) {
      if (last) throw error;
    }
  }
}

const server = createServer(async (request, response) => {
  if (request.url === "/healthz") return answer(response, 200, { ok: true });
  try {
    await order();
    answer(response, 200, { order: "accepted" });
  } catch (error) {
    answer(response, 503, { order: "refused", why: error.message });
  }
});
server.listen(Number(process.env.PORT), "127.0.0.1");
process.on("SIGTERM", () => server.close(() => process.exit(0)));
