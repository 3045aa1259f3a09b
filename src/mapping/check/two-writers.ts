import { receives } from '../direction.ts';
import type { ParsedMapping } from '../parse.ts';
import { makeProblem, type Problem } from '../problem.ts';

/** Two rows that write one field would undo each other for ever, be they in one file or in two. */
export function findTwoWriters(files: readonly ParsedMapping[]): readonly Problem[] {
  const writers = new Map<string, { readonly row: string; readonly file: string }>();
  const problems: Problem[] = [];
  for (const { mapping, file, locate } of files) {
    for (const field of mapping.fields) {
      for (const [system, columns] of field.columns) {
        if (!receives(field.direction, system)) continue;
        for (const [object, column] of columns) {
          const name = `${system} ${object}.${column.field}`;
          const first = writers.get(name);
          if (first === undefined) {
            writers.set(name, { row: field.name, file });
            continue;
          }
          const path = ['fields', field.name, system, object];
          const elsewhere = first.file === file ? '' : ` in ${first.file}`;
          problems.push(
            makeProblem({
              code: 'two-writers',
              file,
              ...locate(path, 'value'),
              path: path.join('.'),
              cause: `${name} is written by "${first.row}"${elsewhere} already`,
              fix: 'Remove one of the two, or give one the direction away from it.',
            }),
          );
        }
      }
    }
  }
  return problems;
}
