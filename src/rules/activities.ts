/** What a person can do that every marketing or sales system knows of. A file can name more of them. */
export const ACTIVITIES = [
  'form_submit',
  'page_view',
  'email_send',
  'email_open',
  'email_click',
  'email_reply',
  'email_bounce',
  'email_unsubscribe',
  'meeting',
  'call',
  'note',
  'task',
  'list_member',
  'campaign_member',
  'event_attend',
  'chat',
] as const;
