import { ownFailure, type OwnFailure } from '../../src/connector/own-failures.ts';
import { FailureError, type Failure } from '../../src/domain/failure.ts';

const CSV = 'https://www.rfc-editor.org/rfc/rfc4180';
const HTTP = 'https://www.rfc-editor.org/rfc/rfc9110#section-15.5';
const OURS = 'connectors/lead-intake/BEHAVIOR.md';

/** Everything that can keep a list, a row or a form from being taken. Codes are stable: failures are grouped by them. */
export const FAILURES = [
  {
    code: 'never-asked',
    kind: 'bug',
    meaning: 'Forms and lists can neither be read again nor written to, yet something tried.',
    fix: 'Ask the capabilities readable and writable before the call.',
    actor: 'developer',
    source: OURS,
  },
  {
    code: 'source-name-invalid',
    kind: 'config',
    meaning: 'A source is named by lower-case letters, digits and hyphens.',
    fix: 'Choose a name such as "fair-2026".',
    actor: 'revops',
    source: OURS,
  },
  {
    code: 'source-config-invalid',
    kind: 'config',
    meaning: "The source's file in intake/ cannot be used as it is.",
    fix: 'Mend the named lines of the file.',
    actor: 'revops',
    source: OURS,
  },
  {
    code: 'choice-unknown',
    kind: 'config',
    meaning: 'An import was given a choice that it does not know.',
    fix: 'Give delimiter (one of , ; tab |), encoding (utf-8, utf-16le, utf-16be, windows-1252) or dates (DMY, MDY).',
    actor: 'revops',
    source: OURS,
  },
  {
    code: 'list-not-found',
    kind: 'config',
    meaning: 'There is no readable file at this path.',
    fix: 'Check the path and the rights on the file.',
    actor: 'revops',
    source: OURS,
  },
  {
    code: 'list-empty',
    kind: 'invalid-record',
    meaning: 'The file has no rows below its header.',
    fix: 'Export the list again.',
    actor: 'revops',
    source: CSV,
  },
  {
    code: 'list-not-text',
    kind: 'invalid-record',
    meaning: 'The file is not a text file in the encoding it was read in.',
    fix: 'Open it in the spreadsheet program and save it as "CSV UTF-8".',
    actor: 'revops',
    source: CSV,
  },
  {
    code: 'list-no-header',
    kind: 'invalid-record',
    meaning: 'No line at the top of the file names its columns in a way that is understood.',
    fix: "Add a header line, or say what each column is under list.columns in the source's file.",
    actor: 'revops',
    source: CSV,
  },
  {
    code: 'list-dates-ambiguous',
    kind: 'invalid-record',
    meaning: 'The dates of a column can be read day first or month first, and nothing in it tells which.',
    fix: 'Import again with the choice dates=DMY or dates=MDY.',
    actor: 'revops',
    source: OURS,
  },
  {
    code: 'row-broken',
    kind: 'invalid-record',
    meaning: 'The row is not well-formed CSV or has not as many cells as the header.',
    fix: 'Mend the quotes or cells of the row and import it again.',
    actor: 'revops',
    source: CSV,
  },
  {
    code: 'identity-missing',
    kind: 'invalid-record',
    meaning: 'Nobody can be told from it: there is neither an e-mail address nor a last name with a company.',
    fix: 'Add an e-mail address, or a last name and a company.',
    actor: 'revops',
    source: OURS,
  },
  {
    code: 'value-invalid',
    kind: 'invalid-record',
    meaning: 'A value is not of the kind its field takes.',
    fix: 'Correct the value and send it again.',
    actor: 'revops',
    source: OURS,
  },
  {
    code: 'value-too-long',
    kind: 'invalid-record',
    meaning: 'A value is longer than its field; it is not cut.',
    fix: 'Shorten the value, or check that the row is not shifted by a missing quote.',
    actor: 'revops',
    source: OURS,
  },
  {
    code: 'field-unknown',
    kind: 'invalid-record',
    meaning: 'The form sent a field that it is not configured for.',
    fix: "Add the field under form.fields in the source's file, or take it out of the form.",
    actor: 'revops',
    source: OURS,
  },
  {
    code: 'field-missing',
    kind: 'invalid-record',
    meaning: 'The form lacks a field that is required.',
    fix: "Ask for the field in the form, or take it out of form.required in the source's file.",
    actor: 'revops',
    source: OURS,
  },
  {
    code: 'form-unknown',
    kind: 'config',
    meaning: 'No form is configured under this name.',
    fix: "Add a form section to the source's file in intake/, or correct the address the form posts to.",
    actor: 'revops',
    source: HTTP,
  },
  {
    code: 'form-secret-unset',
    kind: 'config',
    meaning: 'The environment variable with the key or secret of the form is not set.',
    fix: 'Set the named variable and start again.',
    actor: 'admin',
    source: OURS,
  },
  {
    code: 'form-method',
    kind: 'config',
    meaning: 'Forms are taken by POST only.',
    fix: 'Send the form by POST.',
    actor: 'developer',
    source: HTTP,
  },
  {
    code: 'form-unauthorised',
    kind: 'auth',
    meaning: 'The key or signature is missing, wrong or too old.',
    fix: "Send the key or signature of the source's file; check the sender's clock.",
    actor: 'developer',
    source: HTTP,
  },
  {
    code: 'form-too-many',
    kind: 'rate-limited',
    meaning: 'One address sent more forms in a minute than the source allows.',
    fix: "Wait a minute, or raise form.ratePerMinute in the source's file.",
    actor: 'nobody',
    source: 'https://www.rfc-editor.org/rfc/rfc6585#section-4',
  },
  {
    code: 'form-too-large',
    kind: 'invalid-record',
    meaning: 'The body is larger than 64 kB.',
    fix: 'Send the fields only, no files.',
    actor: 'developer',
    source: HTTP,
  },
  {
    code: 'form-type',
    kind: 'invalid-record',
    meaning: 'The content type is neither JSON nor form-urlencoded.',
    fix: 'Send application/json or application/x-www-form-urlencoded.',
    actor: 'developer',
    source: HTTP,
  },
  {
    code: 'form-unreadable',
    kind: 'invalid-record',
    meaning: 'The body is not one flat set of fields in UTF-8.',
    fix: 'Send one object of texts, numbers and booleans, each field once.',
    actor: 'developer',
    source: HTTP,
  },
] as const satisfies readonly OwnFailure[];

export type FailureCode = (typeof FAILURES)[number]['code'];

/** A failure of the table with what was wrong, where. The message holds no personal data. */
export const intakeFailure = (code: FailureCode, message: string, fields?: readonly string[]): Failure => ({
  ...ownFailure(FAILURES, code, message),
  ...(fields === undefined ? {} : { fields }),
});

export const intakeError = (code: FailureCode, message: string, options?: ErrorOptions): FailureError =>
  new FailureError(intakeFailure(code, message), options);
