/** Something that one person, or the channel of a team, is told. */
export interface Notice {
  /** The same for the same notice, however often it is made: it is sent once. */
  readonly key: string;
  readonly to: NoticeReceiver;
  /** One line. */
  readonly subject: string;
  /** Lines of plain text; may be empty. */
  readonly body: string;
}

/** `channel`: the one channel that Leadloop is connected with. */
export type NoticeReceiver =
  { readonly kind: 'mail'; readonly address: string } | { readonly kind: 'channel' };
