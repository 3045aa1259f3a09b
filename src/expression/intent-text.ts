/** How an expression asks for an intent, as it is shown among what was read. */
export const intentText = (name: string): string => `intent("${name}")`;
