/**
 * The most characters that fields of an SFA system take: a task's subject, an opportunity's name, a long text.
 * https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_task.htm
 * https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_opportunity.htm
 */
export const SUBJECT_LENGTH = 255;
export const OPPORTUNITY_NAME_LENGTH = 120;
export const TEXT_LENGTH = 32_000;

/** A text that is no longer than that, with … where something was cut off; never half a character. */
export function cap(text: string, most: number): string {
  if (text.length <= most) return text;
  const cut = text.slice(0, most - 1);
  return `${/[\uD800-\uDBFF]$/u.test(cut) ? cut.slice(0, -1) : cut}…`;
}

/** The same, in one line. */
export const capLine = (text: string, most: number): string => cap(text.replace(/\s+/gu, ' ').trim(), most);
