import { PERSON } from '../../domain/entity.ts';
import {
  isTakenAway,
  placeOfPart,
  type ClosedGate,
  type PartHeld,
  type PartWaiting,
  type Place,
  type Qualified,
  type QualifiedPart,
} from '../../domain/qualified.ts';
import type { Told } from './proof.ts';

/** Why somebody is in a place, since when, and what to do; null: in none. */
export function tellPlace(qualified: Qualified, place: Place | null): Told {
  switch (place) {
    case null:
      return nowhere(qualified);
    case 'delivered':
      return delivered(qualified);
    case 'rejected':
      return rejected(qualified);
    case 'held':
      return held(qualified);
    case 'waiting':
      return waiting(qualified);
    case 'errored':
      return errored(qualified);
  }
}

function nowhere({ person, handOffs, parts }: Qualified): Told {
  const lost = parts.find((part) => placeOfPart(part) === null);
  const why =
    handOffs === 0
      ? 'came into the stage, but was never handed over'
      : `${lost === undefined ? 'the hand-off' : nameOf(lost)} is neither with sales nor on its way there`;
  return { why, since: null, fix: `Run: leadloop why ${person}` };
}

function delivered(qualified: Qualified): Told {
  if (isTakenAway(qualified)) {
    const ended = qualified.records.filter(({ isWithSales }) => isWithSales).at(-1);
    return { why: `sales had the record, which is ${ended?.endedWhy ?? 'gone'} since`, since: null, fix: '' };
  }
  return { why: 'sales sees it', since: moment(qualified.visibleAt?.getTime() ?? null), fix: '' };
}

function rejected({ givenBack }: Qualified): Told {
  const why = givenBack === null ? 'given back' : `"${givenBack.answer}": ${givenBack.reason}`;
  return { why, since: moment(givenBack?.at ?? null), fix: '' };
}

function held({ gates, qualifiedAt, parts }: Qualified): Told {
  if (gates.length > 0) {
    return {
      why: gates.map(sayGate).join('; '),
      since: qualifiedAt.toISOString(),
      fix: gates.flatMap(({ lacks }) => lacks.map(({ field, mend }) => `${field}: ${mend}`)).join(' '),
    };
  }
  const part = parts.find((one) => placeOfPart(one) === 'held');
  if (part === undefined || part.held === null)
    return { why: 'no system has a record of the person any more', since: null, fix: '' };
  return { ...sayHeld(nameOf(part), part.held), since: moment(part.held.since) };
}

function sayGate({ name, reason, until, lacks }: ClosedGate): string {
  const why = [
    ...(reason === null ? [] : [reason]),
    ...lacks.map(({ field }) => `${field} is missing or not valid`),
  ];
  return `gate "${name}" is closed${until === null ? '' : ` until ${until}`}: ${why.join('; ')}`;
}

function sayHeld(name: string, { by, system, why }: PartHeld): Pick<Told, 'why' | 'fix'> {
  switch (by) {
    case 'breaker':
      return {
        why: `${system}: a mass change was stopped, and ${name} with it`,
        fix: 'Run: leadloop breaker',
      };
    case 'word':
      return { why: `${system}: somebody has dropped the write that makes ${name}`, fix: '' };
    case 'scope':
      return {
        why: `${system}: ${name} is out of scope${why === null ? '' : `: ${why}`}`,
        fix: 'The mapping file says who is in scope.',
      };
  }
}

function waiting({ parts }: Qualified): Told {
  const part = parts.find((one) => placeOfPart(one) === 'waiting');
  if (part === undefined || part.waiting === null) return { why: 'on its way', since: null, fix: '' };
  return {
    why: `${nameOf(part)} ${WAITS[part.waiting.for]}`,
    since: moment(part.waiting.since),
    fix: "It goes on by itself, unless 'leadloop status' says that a connection is paused.",
  };
}

const WAITS: Readonly<Record<PartWaiting['for'], string>> = {
  look: 'is to be looked at',
  write: 'is to be written',
  record: 'waits for a record that is not there yet',
};

function errored({ parts }: Qualified): Told {
  const part = parts.find((one) => placeOfPart(one) === 'errored');
  if (part === undefined || part.failing === null) return { why: 'failed', since: null, fix: '' };
  const { system, code, meaning, fix, since } = part.failing;
  return { why: `${system} refuses ${nameOf(part)} (${code}): ${meaning}`, since: moment(since), fix };
}

const nameOf = ({ kind }: QualifiedPart): string => (kind === PERSON ? 'the person' : `the ${kind}`);

const moment = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());
