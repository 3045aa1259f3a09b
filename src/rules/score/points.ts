const MILLION = 1_000_000;

/** Points are counted in whole millionths, so that their sum does not depend on the order in which they are added. */
export const toMillionths = (points: number): number => Math.round(points * MILLION);
export const toPoints = (millionths: number): number => millionths / MILLION;

/** As people read them. */
export const inTenths = (points: number): number => Math.round(points * 10) / 10;
