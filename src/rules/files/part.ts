/** A part of a rules file that people know by its name, with what can be said of it. */
export interface Part {
  /** How it is spoken of: `Pricing page`, `Grade A`. */
  readonly name: string;
  /** What it is, for one that is new or gone: `signal`. */
  readonly kind: string;
  /** How a change of it begins where the name alone would not be understood: `Rule "territories"`. Default: the name. */
  readonly title?: string;
  readonly says: Readonly<Record<string, unknown>>;
}

export const named = (
  kind: string,
  { name, ...says }: { readonly name: string } & Readonly<Record<string, unknown>>,
): Part => ({ name, kind, says });

/** One that is spoken of by what it is as well: `Rule "territories"`. */
export const titled = (kind: string, name: string, says: Part['says']): Part => ({
  name,
  kind,
  title: `${kind.charAt(0).toUpperCase()}${kind.slice(1)} "${name}"`,
  says,
});

export const whole = (name: string, says: Part['says']): Part => ({ name, kind: 'file', says });
