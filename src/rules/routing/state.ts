import type { Credits } from './turn.ts';

/**
 * What is remembered from one person to the next: plain data, as JSON keeps it. Passed in and handed back, never changed:
 * the people of a batch are routed one after the other, each with the state that the one before left.
 */
export interface RoutingState {
  /** By team: whose turn it is. */
  readonly credits: Readonly<Record<string, Credits>>;
  /** By e-mail address: what those have who have a limit. Who is not listed has nothing. */
  readonly loads: Readonly<Record<string, Load>>;
}

export interface Load {
  /** Open hand-offs; counted anew by whoever keeps the state. */
  readonly open: number;
  /** One of their days, by its number since 1970-01-01, and how many they were given on it. */
  readonly day: number;
  readonly given: number;
}

export const NO_STATE: RoutingState = { credits: {}, loads: {} };

/** The state with what everybody has open, by e-mail address, as it was counted. Who is not listed has nothing. */
export const withOpen = (state: RoutingState, open: ReadonlyMap<string, number>): RoutingState => ({
  ...state,
  loads: Object.fromEntries(
    [...new Set([...Object.keys(state.loads), ...open.keys()])].map((email) => {
      const { day = 0, given = 0 } = state.loads[email] ?? {};
      return [email, { day, given, open: open.get(email) ?? 0 }];
    }),
  ),
});
