/** By fit, best first; the last is what is below all others. */
export const GRADES = ['A', 'B', 'C', 'D', 'E', 'F'] as const;
export type Grade = (typeof GRADES)[number];

/** By engagement, best first; the last is what is below all others. */
export const LEVELS = [1, 2, 3, 4] as const;
export type Level = (typeof LEVELS)[number];

export const PRIORITIES = ['hot', 'warm', 'cool', 'cold'] as const;
export type Priority = (typeof PRIORITIES)[number];

/** From how many points on a grade, and a level, is reached; and what both together mean. */
export interface Scale {
  /** In millionths of a point, for every grade but the last. */
  readonly grades: readonly number[];
  /** In millionths of a point, for every level but the last. */
  readonly levels: readonly number[];
  /** By grade, then by level. */
  readonly matrix: readonly (readonly Priority[])[];
}

export interface ScoreValues {
  readonly fit: number;
  readonly engagement: number;
  readonly grade: Grade;
  readonly level: Level;
  readonly priority: Priority;
}

/** The place among thresholds that fall: that of the first that is reached. */
export function placeOf(value: number, thresholds: readonly number[]): number {
  const place = thresholds.findIndex((threshold) => value >= threshold);
  return place === -1 ? thresholds.length : place;
}
