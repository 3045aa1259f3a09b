/** What people may be allowed to edit: the files of the configuration, by their names. */
export const EDITABLE = [
  'mappings',
  'identity',
  'scoring',
  'qualification',
  'routing',
  'handoff',
  'outcomes',
  'members',
  'roles',
] as const;
export type Editable = (typeof EDITABLE)[number];

/** People by e-mail address, in lower case, and queues by name. */
export interface Members {
  readonly people: readonly string[];
  readonly queues: readonly string[];
}

/** A part of the company, e.g. marketing or inside sales. */
export interface CompanyFunction extends Members {
  readonly edit: readonly Editable[];
}

/** Which function does what. Functions and steps are named by the company. */
export interface Roles {
  readonly functions: ReadonlyMap<string, CompanyFunction>;
  /** Step, as a stage → the functions that own it and that hear of it. */
  readonly steps: ReadonlyMap<string, { readonly owner: string; readonly notify: readonly string[] }>;
}

/** Of a company that has no file for them. */
export const NO_ROLES: Roles = { functions: new Map(), steps: new Map() };

const NOBODY: Members = { people: [], queues: [] };

/** Who belongs to a function; nobody to one that there is not. */
export const membersOf = (roles: Roles, name: string): Members => roles.functions.get(name) ?? NOBODY;

/** Who is told when a person comes to a step: the function that owns it first, then the others, each member once. */
export function toldOf(roles: Roles, step: string): Members {
  const role = roles.steps.get(step);
  const members =
    role === undefined ? [] : [role.owner, ...role.notify].map((name) => membersOf(roles, name));
  return {
    people: [...new Set(members.flatMap(({ people }) => people))],
    queues: [...new Set(members.flatMap(({ queues }) => queues))],
  };
}

/** Whether somebody may edit a file: one of the functions they belong to may. */
export const mayEdit = (roles: Roles, email: string, what: Editable): boolean =>
  [...roles.functions.values()].some(
    ({ people, edit }) => edit.includes(what) && people.includes(email.toLowerCase()),
  );
