/** An HTTP request as it came: raw bytes, lower-case header names. */
export interface InboundRequest {
  readonly method: string;
  /** The path below the mount, e.g. '' for `/webhooks/<name>`, `/web-form` for `/intake/web-form`. */
  readonly path: string;
  /** The public URL the sender called, for signatures. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  readonly remoteAddress: string;
}
