/** A Bayeux message as a client sends it (docs.cometd.org: The Bayeux Protocol). */
export interface Incoming {
  readonly channel?: string;
  readonly id?: string;
  readonly clientId?: string;
  readonly version?: string;
  readonly connectionType?: string;
  readonly supportedConnectionTypes?: readonly string[];
  readonly subscription?: string;
  readonly advice?: { readonly timeout?: number };
  readonly ext?: { readonly replay?: Readonly<Record<string, number>> };
}

export interface Outgoing {
  readonly channel: string;
  readonly [key: string]: unknown;
}

/** The answer to a message: its channel and id come back with it. */
export const reply = (message: Incoming, facts: Readonly<Record<string, unknown>>): Outgoing => ({
  ...(message.id === undefined ? {} : { id: message.id }),
  channel: message.channel ?? '',
  ...(message.clientId === undefined ? {} : { clientId: message.clientId }),
  ...facts,
});

/** Sign in anew: clients must rebuild with a fresh token. */
export const authenticationInvalid = (message: Incoming): Outgoing =>
  reply(message, {
    advice: { reconnect: 'none', interval: 0 },
    error: '401::Authentication invalid',
    successful: false,
  });

/** The server has forgotten the client: it must shake hands and subscribe again. */
export const unknownClient = (message: Incoming): Outgoing =>
  reply(message, {
    advice: { reconnect: 'handshake', interval: 0 },
    error: '403::Unknown client',
    successful: false,
  });

/** developer.salesforce.com: Streaming API, Streaming API Error Codes. */
export const refuse = (message: Incoming, error: string): Outgoing =>
  reply(message, { error, successful: false });
