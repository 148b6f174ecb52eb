/** What every AWS client of Faultline is made with. */
export interface ClientOptions {
  readonly region: string;
  /** A sandbox instead of AWS. */
  readonly endpoint?: string;
  /** Left out: as the AWS SDK finds them. */
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string; readonly sessionToken?: string };
}

const CONNECT_TIMEOUT_MS = 3_000;
const REQUEST_TIMEOUT_MS = 10_000;

/** Bounded, adaptive retries and a time limit on every request. */
export function clientConfig(options: ClientOptions) {
  return {
    region: options.region,
    ...(options.endpoint === undefined ? {} : { endpoint: options.endpoint }),
    ...(options.credentials === undefined ? {} : { credentials: options.credentials }),
    maxAttempts: 4,
    retryMode: "adaptive",
    // Without the last member the SDK only warns of a request that takes too long, and waits on.
    requestHandler: { connectionTimeout: CONNECT_TIMEOUT_MS, requestTimeout: REQUEST_TIMEOUT_MS, throwOnRequestTimeout: true },
  };
}

/** The `send` of an AWS client, handed the signal of a call. */
export function abortable(call: { readonly signal?: AbortSignal } | undefined): { abortSignal?: AbortSignal } {
  return call?.signal ? { abortSignal: call.signal } : {};
}

/** Reads every page; stops with an error rather than silently after far more pages than there can be. */
export async function allPages<Page, Item>(
  read: (token: string | undefined) => Promise<Page>,
  items: (page: Page) => readonly Item[] | undefined,
  next: (page: Page) => string | undefined,
): Promise<Item[]> {
  const found: Item[] = [];
  let token: string | undefined;
  for (let page = 0; page < MAX_PAGES; page++) {
    const answer = await read(token);
    found.push(...(items(answer) ?? []));
    token = next(answer);
    if (!token) return found;
  }
  throw new Error(`AWS gave more than ${MAX_PAGES} pages`);
}

const MAX_PAGES = 1_000;

/** Whether AWS answered with this error. */
export function isAwsError(thrown: unknown, ...names: readonly string[]): thrown is Error {
  return thrown instanceof Error && names.includes(thrown.name);
}
