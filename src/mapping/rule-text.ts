import type { Authority, FieldMapping } from './mapping.ts';

/** A row's authority as it stands in the file, with direction and null policy where they are not the usual ones. */
export const ruleText = ({ authority, direction, nulls }: FieldMapping): string =>
  [
    authorityWord(authority),
    ...(authority.kind === 'stricter' && authority.optIn !== null
      ? [`opt-in from ${authority.optIn.from} with ${authority.optIn.basis}`]
      : []),
    ...(direction.kind === 'both' ? [] : [`${direction.kind} ${direction.system}`]),
    ...(nulls === 'keep' ? ['nulls: keep'] : []),
  ].join(', ');

function authorityWord(authority: Authority): string {
  if (authority.kind === 'system') return authority.system;
  return authority.kind === 'system-unless-blank' ? `${authority.system}-unless-blank` : authority.kind;
}
