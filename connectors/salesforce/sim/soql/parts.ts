import { AGGREGATES, SoqlError, type Aggregate, type Path } from './ast.ts';
import type { Cursor } from './cursor.ts';

export const pathOf = (text: string): Path => text.split('.');

/** The rest of `COUNT(Id)` after its opening parenthesis; throws at functions the simulator does not know. */
export function parseAggregate(cursor: Cursor, call: string): Aggregate | null {
  const name = AGGREGATES.find((each) => each === call);
  if (!name) throw new SoqlError('MALFORMED_QUERY', `function ${call} is not known to the simulator`, true);
  const path = pathOf(cursor.name().text);
  cursor.symbol(')');
  return { name, path };
}
