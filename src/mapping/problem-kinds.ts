/** One kind of problem, the same for the command line, the log, reports for machines and the documentation. */
export interface ProblemKind {
  /** An error keeps Leadloop from starting; a warning costs single records or values. */
  readonly severity: 'error' | 'warning';
  readonly meaning: string;
  /** What happens to records because of it. */
  readonly consequence: string;
}

const NOT_STARTED = 'Leadloop does not start with this file, and no record is written.';
const REFUSED =
  'The system would refuse every write that holds the field, so Leadloop does not start. If it happens while Leadloop runs, those writes are parked.';

const error = (meaning: string, consequence: string): ProblemKind => ({
  severity: 'error',
  meaning,
  consequence,
});
const warning = (meaning: string, consequence: string): ProblemKind => ({
  severity: 'warning',
  meaning,
  consequence,
});

/** Every kind there is, by its stable code: files first, then names, types, writing, lengths, options. */
export const PROBLEM_KINDS = {
  'not-yaml': error('The file is not YAML.', NOT_STARTED),
  'not-a-mapping': error('A key or value that a mapping file cannot have there.', NOT_STARTED),
  'not-a-recipe': error(
    'A key, value or column that a recipe for learning scores cannot have there.',
    'Nothing is learned.',
  ),
  'entity-twice': error('Two files map the same kind of record.', NOT_STARTED),
  'ambiguous-value': error('A value map gives one value of a system two meanings.', NOT_STARTED),
  'two-writers': error(
    'Two rows write the same field of a system, in one file or in two.',
    'Each row would undo the other for ever, so Leadloop does not start.',
  ),

  'unknown-system': error('A system that no connector is for.', NOT_STARTED),
  'unknown-object': error(
    'An object that the system does not have or does not show to the connected user.',
    REFUSED,
  ),
  'not-offered': warning(
    'An object that comes with an edition or a permission that the account, or the connected user, does not have.',
    'Nothing of it is seen there and nothing is written; everything else goes on.',
  ),
  'not-creatable': error(
    'The connected user is not let create records of an object that the mapping creates.',
    'Every create there would be refused, so Leadloop does not start.',
  ),
  'unknown-field': error(
    'A field that the object does not have, or that permissions hide from the connected user. Systems answer both alike.',
    'Leadloop does not start. If it happens while Leadloop runs, the field is no longer read, and writes that hold it are parked.',
  ),
  'wrong-reference': error(
    'A reference to an object that the field never points at.',
    'No record would ever be found behind the reference: the field stays as it is on the other side.',
  ),

  'wrong-type': error(
    'The system keeps another type of value than the row says, and no transform converts it.',
    'Values would be refused or misread, so Leadloop does not start.',
  ),
  'loses-time': warning(
    'One side has date and time, another only the day, and changes flow both ways.',
    'The time of day is lost: a day that comes back is written as midnight over the time there was.',
  ),
  'loses-decimals': warning(
    'One side keeps more decimals than another.',
    'Numbers are rounded or refused where fewer decimals are kept, and come back rounded.',
  ),
  'several-to-one': warning(
    'A field of several options feeds one that holds a single value.',
    'A record with several options cannot be read as one value: the field stays as it is on the other side.',
  ),
  'lossy-read': warning(
    'Text is cut when it is read, so that the rest is lost to every other system.',
    'The others get the cut text; what they send back replaces the whole text.',
  ),

  'read-only': error('A field that should be written, but cannot be.', REFUSED),
  'create-only': warning(
    'A field that can only be set when a record is created.',
    'The value arrives with a new record; every later change is refused: it is parked, and all else is written.',
  ),
  'hidden-opt-out': warning(
    'The field of an opt-out that the object does not have, or that permissions hide from the connected user.',
    'Opt-outs do not travel: somebody who has opted out in one system may be written to or called from another.',
  ),
  'loose-opt-out': warning(
    'An opt-out that another system can take back, or that does not reach every system.',
    'Somebody who has opted out in one system may be written to or called from another.',
  ),
  'calculated-source': warning(
    'A field that its system calculates (formula, roll-up, score) feeds another system.',
    'A recalculation fires no event and may not count as a change of the record, so that it can stay unseen until every record is looked at.',
  ),
  'required-unmapped': error(
    'A field that the system requires of a new record, and no row maps.',
    'Every create there would be refused, so Leadloop does not start.',
  ),
  'required-blank': error(
    'A required field without a value for records that have none elsewhere.',
    'Creates of such records would be refused, so Leadloop does not start.',
  ),

  'too-long': warning(
    'Text that can be longer elsewhere than the field takes.',
    'A record with longer text does not get this field there: it is parked, and all else is written. A new record is not made.',
  ),
  'default-too-long': error(
    'The value of `on-create` is longer than the field takes.',
    'Every create that uses it would be refused, so Leadloop does not start.',
  ),

  'missing-option': error(
    'A value that the mapping writes is no active option of a picklist that takes nothing else.',
    'Every write of that value would be refused, so Leadloop does not start. If it happens while Leadloop runs, those writes are parked.',
  ),
  'options-differ': warning(
    'Options of one picklist are missing in the restricted picklist they flow to, and no value map translates them.',
    'A record with one of these options does not get this field there: it is parked, and all else is written. A new record is not made.',
  ),
  'text-into-options': warning(
    'Free text flows into a picklist that takes nothing but its options.',
    'A record whose text is not one of the options does not get this field there: it is parked, and all else is written. A new record is not made.',
  ),
  'wrong-expression': error(
    'An expression compares a field with an option that no system has.',
    'The condition would never be met, so Leadloop does not start.',
  ),
  'unlisted-value': warning(
    'A value map has nothing to write for values that arrive from another side.',
    'The field is left out of the write, and keeps its old value there.',
  ),
  'unread-value': warning(
    'A value map leaves out options of its own picklist and has no `otherwise`.',
    'The field of a record with one of these options is unreadable, and waits on every side.',
  ),
  'unused-value': warning(
    'A value map names a value that no option of the picklist has.',
    'The entry does nothing; the option that was meant may be read or written wrongly.',
  ),

  'overlapping-thresholds': error(
    'A grade or level that begins no lower than the better one above it.',
    'Nobody would ever get it, so Leadloop does not start.',
  ),
  'out-of-reach': warning(
    'A grade or level that begins above the most points that all signals can give.',
    'Nobody ever gets it, nor what the matrix says of it.',
  ),
  'idle-signal': warning('A signal that can never give points.', 'It does nothing.'),
  'dead-rule': warning(
    'An intent, a recipe, a gate or an answer of sales that can never hold, or a reason that has no effect.',
    'It does nothing: nobody is moved or stopped by it.',
  ),
  'shadowed-rule': warning(
    'A recipe that never gets its turn, as one above it holds whenever it does.',
    'It does nothing: everybody it is for goes where the one above leads.',
  ),
  'missing-reason': warning(
    'A reason of outcomes.yaml that the picklist for it does not offer.',
    'Nobody can choose it.',
  ),
  'unreachable-stage': warning(
    'A stage that no recipe and no move leads to from the first one.',
    'Nobody ever gets there; rules that begin there do nothing.',
  ),
  'unknown-owner': error(
    'A rules file names a person who is no owner in any system.',
    'Nobody can be given to them; the next one that the rules name gets who would have been theirs. Leadloop starts all the same.',
  ),
  'owner-left': warning(
    'A rules file names an owner who is no longer active in a system.',
    'They are given nobody; the next one that the rules name gets who would have been theirs.',
  ),
  'unknown-queue': error(
    'A rules file names a queue that no system has.',
    'People cannot be put there. Leadloop starts all the same.',
  ),
  'queue-cannot-own': warning(
    'People are given to a queue of whom handoff.yaml makes contacts or opportunities, which only a person can own.',
    'They keep the owner that they have, or have none, until somebody takes them.',
  ),
  'unknown-function': error(
    'A rules file names a function that roles.yaml does not have.',
    'Nobody would be told, so Leadloop does not start.',
  ),
  'unknown-text': error(
    'A partner may be told a text that handoff.yaml does not have.',
    'They would not be told what was meant, so Leadloop does not start.',
  ),
  'digest-not-carried': error(
    'digest.yaml says what sales is told of people, and no mapping carries it, or not all that it needs.',
    'Sales is told nothing of it, or without what is missing. Leadloop starts all the same.',
  ),
  'untold-step': warning(
    'A step of the clock of a hand-off that no notice tells of.',
    'It is counted, but nobody hears of it.',
  ),
  'never-reached': warning(
    'A rule or a row of a table stands below one that takes everybody it could take.',
    'It decides about nobody.',
  ),
  'rows-overlap': warning(
    'Two rows of a table take some of the same people and give them to different owners, and neither is a part of the other.',
    'These people go where the upper row says.',
  ),
  uncovered: warning(
    'People whom no row of a table and no rule takes, between others that are taken.',
    'They wait in the fallback queue until somebody takes them from there.',
  ),
  'always-there': warning(
    'A member of a team has no working hours.',
    'They are given people at any time, also at night and on holidays.',
  ),
  'past-holidays': warning(
    'All holidays of a calendar are past.',
    'On the holidays to come people are given to owners who are not there, and clocks run against them.',
  ),
  'nobody-there': warning(
    'A function of roles.yaml has neither people nor queues.',
    'Nobody is told of what is theirs.',
  ),
  unowned: warning('A stage that no function owns.', 'Nobody is told of people in it.'),
} as const satisfies Readonly<Record<string, ProblemKind>>;

export type ProblemCode = keyof typeof PROBLEM_KINDS;
