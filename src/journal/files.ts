/** Files beside the journals: manifests, settings, reports. Keys are made by `BUCKET`. One contract suite for every implementation. */
export interface Files {
  /** Writes the whole file, over what stood there. `contentType` by default `application/json`. */
  put(key: string, body: string, contentType?: string): Promise<void>;
  /** The whole file, or `undefined` when there is none. */
  get(key: string): Promise<string | undefined>;
}
