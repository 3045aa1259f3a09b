/** What marketing saw of a person, for sales: a record of the system `rules`, of which a person has one at a time. */
export const DIGEST = 'digest';
