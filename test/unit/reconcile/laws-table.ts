/**
 * What must come of a field, written by hand from the merge laws and not from the code: for each direction and each
 * change the outcome under every authority. `H` and `S` are the two systems; `h` and `s` what each was changed to, `a`
 * what was agreed before, `0` a blank, `u` both together.
 *
 * An outcome is a verdict, then the value that all should say and who is written: `flow h>S`. Where the null policies
 * `clear` and `keep` differ, both stand there with a bar between: `flow 0>S | held`. `*` is every authority not named.
 */
export const AUTHORITIES = [
  'H',
  'S',
  'H-unless-blank',
  'S-unless-blank',
  'latest',
  'fill-blank',
  'union',
  'max',
  'min',
  'manual',
] as const;
export type AuthorityName = (typeof AUTHORITIES)[number];

export const DIRECTIONS = ['both', 'to S', 'to H'] as const;
export type DirectionName = (typeof DIRECTIONS)[number];

/** What H and S say, and what was agreed; `-` is a first meeting. `later` changed last; nobody when it is not known. */
export const CHANGES = {
  'nothing changed': { H: 'a', S: 'a', base: 'a', later: null },
  'H changed': { H: 'h', S: 'a', base: 'a', later: 'H' },
  'S changed': { H: 'a', S: 's', base: 'a', later: 'S' },
  'H cleared': { H: '0', S: 'a', base: 'a', later: 'H' },
  'S cleared': { H: 'a', S: '0', base: 'a', later: 'S' },
  'H set what was blank': { H: 'h', S: '0', base: '0', later: 'H' },
  'S set what was blank': { H: '0', S: 's', base: '0', later: 'S' },
  'both changed to the same': { H: 'h', S: 'h', base: 'a', later: 'H' },
  'both changed, H later': { H: 'h', S: 's', base: 'a', later: 'H' },
  'both changed, S later': { H: 'h', S: 's', base: 'a', later: 'S' },
  'both changed, nobody knows when': { H: 'h', S: 's', base: 'a', later: null },
  'both set what was blank, S later': { H: 'h', S: 's', base: '0', later: 'S' },
  'H changed, S cleared later': { H: 'h', S: '0', base: 'a', later: 'S' },
  'H cleared later, S changed': { H: '0', S: 's', base: 'a', later: 'H' },
  'both cleared': { H: '0', S: '0', base: 'a', later: 'H' },
  'first meeting, the same': { H: 'h', S: 'h', base: '-', later: 'H' },
  'first meeting, different, S later': { H: 'h', S: 's', base: '-', later: 'S' },
  'first meeting, S blank': { H: 'h', S: '0', base: '-', later: 'H' },
  'first meeting, H blank': { H: '0', S: 's', base: '-', later: 'S' },
  'first meeting, both blank': { H: '0', S: '0', base: '-', later: null },
} as const;
export type ChangeName = keyof typeof CHANGES;

type Row = Partial<Readonly<Record<AuthorityName, string>>> & { readonly '*'?: string };

/** Different values on both sides, where both may speak: the authority decides, and nothing else. */
const DECIDED = {
  H: 'conflict h>S',
  S: 'conflict s>H',
  'H-unless-blank': 'conflict h>S',
  'S-unless-blank': 'conflict s>H',
  'fill-blank': 'held',
  union: 'conflict u>HS',
  max: 'conflict s>H',
  min: 'conflict h>S',
  manual: 'parked',
} as const;

export const LAWS: Readonly<Record<DirectionName, Readonly<Record<ChangeName, Row>>>> = {
  both: {
    'nothing changed': { '*': 'unchanged' },
    'H changed': { '*': 'flow h>S', 'fill-blank': 'held' },
    'S changed': { '*': 'flow s>H', 'fill-blank': 'held' },
    'H cleared': { '*': 'flow 0>S | held', 'fill-blank': 'held' },
    'S cleared': { '*': 'flow 0>H | held', 'fill-blank': 'held' },
    'H set what was blank': { '*': 'flow h>S', 'fill-blank': 'filled h>S' },
    'S set what was blank': { '*': 'flow s>H', 'fill-blank': 'filled s>H' },
    'both changed to the same': { '*': 'converged' },
    'both changed, H later': { ...DECIDED, latest: 'conflict h>S' },
    'both changed, S later': { ...DECIDED, latest: 'conflict s>H' },
    'both changed, nobody knows when': { ...DECIDED, latest: 'conflict h>S' },
    'both set what was blank, S later': { ...DECIDED, latest: 'conflict s>H' },
    // Where blanks never overwrite, a cleared side claims nothing, whoever has authority.
    'H changed, S cleared later': {
      H: 'conflict h>S',
      S: 'conflict 0>H | conflict h>S',
      'H-unless-blank': 'conflict h>S',
      'S-unless-blank': 'conflict h>S',
      latest: 'conflict 0>H | conflict h>S',
      'fill-blank': 'filled h>S',
      union: 'conflict h>S',
      max: 'conflict h>S',
      min: 'conflict h>S',
      manual: 'parked | conflict h>S',
    },
    'H cleared later, S changed': {
      H: 'conflict 0>S | conflict s>H',
      S: 'conflict s>H',
      'H-unless-blank': 'conflict s>H',
      'S-unless-blank': 'conflict s>H',
      latest: 'conflict 0>S | conflict s>H',
      'fill-blank': 'filled s>H',
      union: 'conflict s>H',
      max: 'conflict s>H',
      min: 'conflict s>H',
      manual: 'parked | conflict s>H',
    },
    'both cleared': { '*': 'converged' },
    'first meeting, the same': { '*': 'linked' },
    'first meeting, different, S later': { ...DECIDED, latest: 'conflict s>H' },
    'first meeting, S blank': { '*': 'filled h>S' },
    'first meeting, H blank': { '*': 'filled s>H' },
    'first meeting, both blank': { '*': 'linked' },
  },
  // S is the target: what is edited there is held and not sent out; what H says overwrites it.
  'to S': {
    'nothing changed': { '*': 'unchanged' },
    'H changed': { '*': 'flow h>S', 'fill-blank': 'held' },
    'S changed': { '*': 'held' },
    'H cleared': { '*': 'flow 0>S | held', 'fill-blank': 'held' },
    'S cleared': { '*': 'held' },
    'H set what was blank': { '*': 'flow h>S', 'fill-blank': 'filled h>S' },
    // "Prefer H unless blank": the one case in which the target may fill its source.
    'S set what was blank': { '*': 'held', 'H-unless-blank': 'flow s>H' },
    'both changed to the same': { '*': 'converged' },
    'both changed, H later': { '*': 'conflict h>S', 'fill-blank': 'held' },
    'both changed, S later': { '*': 'conflict h>S', 'fill-blank': 'held' },
    'both changed, nobody knows when': { '*': 'conflict h>S', 'fill-blank': 'held' },
    'both set what was blank, S later': { '*': 'conflict h>S', 'fill-blank': 'held' },
    'H changed, S cleared later': { '*': 'conflict h>S', 'fill-blank': 'filled h>S' },
    'H cleared later, S changed': {
      '*': 'conflict 0>S | held',
      'H-unless-blank': 'conflict s>H',
      'fill-blank': 'held',
    },
    'both cleared': { '*': 'converged' },
    'first meeting, the same': { '*': 'linked' },
    'first meeting, different, S later': { '*': 'conflict h>S', 'fill-blank': 'held' },
    'first meeting, S blank': { '*': 'filled h>S' },
    'first meeting, H blank': { '*': 'held', 'H-unless-blank': 'filled s>H' },
    'first meeting, both blank': { '*': 'linked' },
  },
  'to H': {
    'nothing changed': { '*': 'unchanged' },
    'H changed': { '*': 'held' },
    'S changed': { '*': 'flow s>H', 'fill-blank': 'held' },
    'H cleared': { '*': 'held' },
    'S cleared': { '*': 'flow 0>H | held', 'fill-blank': 'held' },
    'H set what was blank': { '*': 'held', 'S-unless-blank': 'flow h>S' },
    'S set what was blank': { '*': 'flow s>H', 'fill-blank': 'filled s>H' },
    'both changed to the same': { '*': 'converged' },
    'both changed, H later': { '*': 'conflict s>H', 'fill-blank': 'held' },
    'both changed, S later': { '*': 'conflict s>H', 'fill-blank': 'held' },
    'both changed, nobody knows when': { '*': 'conflict s>H', 'fill-blank': 'held' },
    'both set what was blank, S later': { '*': 'conflict s>H', 'fill-blank': 'held' },
    'H changed, S cleared later': {
      '*': 'conflict 0>H | held',
      'S-unless-blank': 'conflict h>S',
      'fill-blank': 'held',
    },
    'H cleared later, S changed': { '*': 'conflict s>H', 'fill-blank': 'filled s>H' },
    'both cleared': { '*': 'converged' },
    'first meeting, the same': { '*': 'linked' },
    'first meeting, different, S later': { '*': 'conflict s>H', 'fill-blank': 'held' },
    'first meeting, S blank': { '*': 'held', 'S-unless-blank': 'filled h>S' },
    'first meeting, H blank': { '*': 'filled s>H' },
    'first meeting, both blank': { '*': 'linked' },
  },
};

/** The cell of the table, by hand as it stands there. Throws when nobody wrote one. */
export function lawOf(
  direction: DirectionName,
  change: ChangeName,
  authority: AuthorityName,
  nulls: 'clear' | 'keep',
): string {
  const row = LAWS[direction][change];
  const cell = row[authority] ?? row['*'];
  if (cell === undefined) throw new Error(`no law for ${direction}, ${change}, ${authority}`);
  const [clear = '', keep = clear] = cell.split(' | ');
  return nulls === 'clear' ? clear : keep;
}
