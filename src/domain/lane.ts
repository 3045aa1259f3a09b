/**
 * A share of the API budget with its own queue, in order of precedence.
 * hot: hand-offs and consent; live: changes; outcome: sales → marketing; bulk: back-fill.
 */
export const LANES = ['hot', 'live', 'outcome', 'bulk'] as const;
export type Lane = (typeof LANES)[number];

/** Whose a call to a system is: a lane's, or the drift audit's, which has a share of its own. */
export type CallLane = Lane | 'audit';

export const moreUrgent = (a: Lane, b: Lane): Lane => (LANES.indexOf(a) < LANES.indexOf(b) ? a : b);
