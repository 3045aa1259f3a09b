/** The property that shows whether a contact is unsubscribed from all e-mail. */
const OF_ALL = 'hs_email_optout';
/** The same of one subscription, by its id. */
const OF_ONE = /^hs_email_optout_(\d+)$/;

/** Properties that show a subscription status. HubSpot takes them as properties from nobody; they are written as statuses. */
export const isOptOut = (object: string, field: string): boolean =>
  object === 'contacts' && (field === OF_ALL || OF_ONE.test(field));

/** The subscription that such a property is about; null: all of them. */
export const subscriptionOf = (field: string): string | null => OF_ONE.exec(field)?.[1] ?? null;
