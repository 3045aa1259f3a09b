import { openChannel } from './channel.ts';
import { openMail } from './mail.ts';
import type { Ways } from './way.ts';

export interface NotifySettings {
  /** An incoming webhook; null: there is no channel. */
  readonly webhookUrl: string | null;
  /** `smtp:` or `smtps:` with user and password; null: no mails are sent. */
  readonly smtpUrl: string | null;
  readonly mailFrom: string;
}

/** The ways that are set up, and how to close them. Nothing is connected before the first notice. */
export function openWays({ webhookUrl, smtpUrl, mailFrom }: NotifySettings): Ways & { close(): void } {
  const mail = smtpUrl === null ? null : openMail(smtpUrl, mailFrom);
  const channel = webhookUrl === null ? null : openChannel(webhookUrl);
  return {
    mail,
    channel,
    close() {
      mail?.close();
      channel?.close();
    },
  };
}
