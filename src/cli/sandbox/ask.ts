/** How long a sandbox may take to answer at its own doors. */
const ANSWER_WITHIN_MS = 10_000;

/**
 * Asks a sandbox at one of its own doors. Rejects when there is no answer within ten seconds, or at once when the signal aborts. The timer
 * keeps the process alive: a request whose connection closes at the wrong moment may never settle by itself, and nothing else would wait for it.
 */
export async function ask(url: string, init: RequestInit = {}, signal?: AbortSignal): Promise<Response> {
  const over = new AbortController();
  const end = () => over.abort(new Error("the rehearsal is being ended"));
  const timer = setTimeout(() => over.abort(new Error(`no answer within ${ANSWER_WITHIN_MS / 1_000} seconds`)), ANSWER_WITHIN_MS);
  signal?.addEventListener("abort", end, { once: true });
  if (signal?.aborted) end();
  try {
    const reply = await fetch(url, { ...init, signal: over.signal });
    return new Response(await reply.arrayBuffer(), { status: reply.status, statusText: reply.statusText });
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", end);
  }
}
