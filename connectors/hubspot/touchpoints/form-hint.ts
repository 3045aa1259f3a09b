import { z } from 'zod';

/** What a message tells of the form that changed a contact. HubSpot tells of no submission itself. */
const FormHint = z.object({
  /** The form's id. */
  form: z.string().nullable(),
  /** As a contact keeps it: `Page: Form`. */
  name: z.string().nullable(),
  /** The contact, which knows its last forms. */
  contact: z.string().nullable(),
});
export type FormHint = z.infer<typeof FormHint>;

/** A hint travels as text: the same one twice is one. */
export const writeHint = ({ form, name, contact }: FormHint): string =>
  JSON.stringify({ form, name, contact });

export const readHint = (text: string): FormHint => FormHint.parse(JSON.parse(text));
