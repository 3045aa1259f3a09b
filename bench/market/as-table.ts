import { isDifferent, type Compared } from '../../test/scenario/quarter/differences.ts';

/** A line for each row of a report: a figure that was counted alike stands once, as `5 = 5`, another one as `5 ≠ 6`. */
export const asTable = (compared: readonly Compared[]): readonly Readonly<Record<string, string>>[] =>
  [...Map.groupBy(compared, ({ row }) => row)].map(([row, figures]) => ({
    row,
    ...Object.fromEntries(
      figures.map((figure) => [
        figure.column,
        `${figure.told ?? 'none'} ${isDifferent(figure) ? '≠' : '='} ${figure.counted ?? 'none'}`,
      ]),
    ),
  }));
