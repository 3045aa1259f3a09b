import { fold, withoutMarks, wordsOf } from './fold.ts';

/**
 * Legal forms as they look when folded; `S.A.` and `SA`, `G.m.b.H.` and `GmbH` are joined before they are looked up.
 * Only forms that are hardly ever a name themselves.
 */
const FORMS: ReadonlySet<string> = new Set(
  (
    'inc incorporated corp corporation co company ltd limited llc llp lllp lp plc pllc pc pty pte pvt private bhd sdn ' +
    'gmbh mbh ggmbh ag kg kgaa ohg og gbr gesbr eu ev eg ug se stiftung aktiengesellschaft ' +
    'sa sas sasu sarl eurl snc sca scs sci sprl bvba srl spa sapa sl slu slne sau sab sapi cv rl ltda lda eirl ' +
    'bv nv vof cvba ab hb kb as asa ans aps oy oyj ky ehf hf ohf ou uab sia ' +
    'sro spol spz oo zoo kft zrt nyrt bt doo dd ad ead eood ood ooo oao zao pao pt tbk kk gk yk ' +
    'holding holdings group gruppe'
  ).split(' '),
);

/** Small words that come and go. */
const SMALL: ReadonlySet<string> = new Set('the and und et y e of de la le les der die das a an'.split(' '));

/**
 * The words that tell a company from another: folded, without legal form, country of the group or small words. What
 * stands in brackets counts. A name of which nothing would be left stays whole: `The Company Inc.` is a name, too.
 */
export function companyWords(name: string): readonly string[] {
  const words = wordsOf(fold(joinInitials(withoutMarks(name))));
  let end = words.length;
  while (end > 1 && FORMS.has(words[end - 1] ?? '')) end -= 1;
  const begin = end > 1 && FORMS.has(words[0] ?? '') ? 1 : 0;
  const kept = words.slice(begin, end).filter((word) => !SMALL.has(word));
  return kept.length === 0 ? words : kept;
}

/** `S. r. o.` and `S.A.` become `Sro` and `SA`; `&` joins nothing. */
const joinInitials = (name: string): string =>
  name.replace(/(?<![\p{L}\p{N}])(?:\p{L}{1,3}[./]\s?){1,5}(?:\p{L}{1,3}(?![\p{L}\p{N}]))?/gu, (initials) =>
    /^(?:\p{L}[./]\s?){2,}|^\p{L}{1,2}\/\p{L}|^g\.?m\.?b\.?h|^sp\.?\s?z/iu.test(initials)
      ? `${initials.replace(/[./\s]/gu, '')} `
      : initials,
  );
