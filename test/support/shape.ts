/** See the README: one code, three ways to run it. */
export const SHAPES = ['embedded', 'server', 'fleet'] as const;
export type Shape = (typeof SHAPES)[number];

/** The one whose worlds this process opens; null opens those of all. */
export const ownShape: Shape | null = SHAPES.find((shape) => shape === process.env['SCENARIO_SHAPE']) ?? null;

/** How the title of what runs on a shape ends. */
export const markOf = (shape: Shape): string => `(${shape})`;
