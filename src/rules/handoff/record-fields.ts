/** The fields of a person's record that every hand-off has, beside the texts of the file; with what they mean. */
export const RECORD_FIELDS: ReadonlyMap<string, string> = new Map([
  ['handOff', 'The id of the hand-off.'],
  ['handOffKind', 'The kind that was made, by its name.'],
  ['handOffAs', '`lead` or `contact`.'],
  ['convertOnAcceptance', 'Whether the lead is converted when sales accepts it.'],
  ['convertedOpportunity', 'The name of the opportunity that the conversion makes; blank: none.'],
  ['converted', 'Blank; true once sales has accepted a lead that is converted then.'],
  ['convertedAccount', 'Blank; with it the account that the lead becomes a contact of, where one is known.'],
  ['leadStatus', 'The status that the lead is given; blank again when sales has answered.'],
  ['rejectionReason', 'Blank: the reason of an earlier rejection is taken back.'],
  ['handedOffAt', 'When it was decided.'],
  ['dueAt', 'When the first touch is due.'],
  ['owner', 'Who gets the person: an e-mail address, or of a lead the name of a queue.'],
  ['queue', 'The queue that gets the person, by name; blank for an owner.'],
  ['partner', 'The partner whose channel it is.'],
]);

/** Where sales answers: a hand-off takes back what they said to an earlier one. */
export const ANSWERS: readonly string[] = ['leadStatus', 'rejectionReason'];
