import type { TouchpointKind } from '../../domain/touchpoint.ts';

const WORDS: Readonly<Record<TouchpointKind, string>> = {
  form_submit: 'Form',
  page_view: 'Page',
  email_sent: 'Mail sent',
  email_open: 'Mail opened',
  email_click: 'Mail clicked',
  email_reply: 'Mail answered',
  meeting: 'Meeting',
  call: 'Call',
  message: 'Message',
  note: 'Note',
  task: 'Task',
  custom_event: 'Event',
  list_member: 'List',
  marketing_event: 'Event',
  campaign_member: 'Campaign',
  import: 'Import',
};

/** How kinds of touchpoints are called, unless the file has words of its own. */
export const TOUCH_WORDS: ReadonlyMap<string, string> = new Map(Object.entries(WORDS));
