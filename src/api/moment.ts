/** To the minute, in UTC. */
export const moment = (at: Date): string => at.toISOString().slice(0, 16).replace('T', ' ');
