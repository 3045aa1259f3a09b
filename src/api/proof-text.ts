import { PLACES } from '../domain/qualified.ts';
import type { Proof } from '../report/proof/proof.ts';

/** What a proof has come to, in one sentence. */
export function proofSentence({ addsUp, total }: Pick<Proof, 'addsUp' | 'total'>): string {
  const sum = `${total.qualified} qualified = ${PLACES.map((place) => `${total[place]} ${place}`).join(' + ')}`;
  if (addsUp) return `It adds up: ${sum}.`;
  const wrong = (['nowhere', 'twice'] as const).flatMap((number) =>
    total[number] === 0 ? [] : [`${total[number]} ${number} (leadloop proof --place ${number} tells who)`],
  );
  return `It does not add up: ${total.nowhere === 0 ? sum : `${sum} + ${total.nowhere} nowhere`}; ${wrong.join(', ')}.`;
}
