import type { SystemName } from '../domain/record.ts';
import { didYouMean } from '../domain/suggest.ts';
import type { Expression } from '../expression/expression.ts';
import { compileOver, type Readable } from './compile-expression.ts';
import type { MappingDocument } from './document.ts';
import type { Report } from './problem.ts';

/** The conditions of every system's `create-as`, by object, in the order of the file. */
export function compileCreateAs(
  systems: MappingDocument['systems'],
  readable: Readable,
  report: Report,
): ReadonlyMap<SystemName, ReadonlyMap<string, Expression>> {
  const compiled = new Map<SystemName, ReadonlyMap<string, Expression>>();
  for (const [name, { objects = [], create, 'create-as': source }] of Object.entries(systems)) {
    if (source === undefined) continue;
    const above = ['systems', name, 'create-as'];
    if (create !== true)
      report(above, `nothing is created in ${name}`, 'Add "create: true", or remove "create-as".', 'key');
    const conditions = new Map<string, Expression>();
    for (const [object, text] of Object.entries(source)) {
      const path = [...above, object];
      if (!objects.includes(object)) {
        const fix = didYouMean(object, objects, 'Name it under "objects".');
        report(path, `${name} has no object "${object}" here`, fix, 'key');
      } else if (object === objects[0]) {
        report(
          path,
          `${object} is created anyway when no other condition holds`,
          'Remove it, and give the conditions of the other objects.',
          'key',
        );
      }
      const condition = compileOver(readable, text, 'boolean', path, report);
      if (condition !== null) conditions.set(object, condition);
    }
    compiled.set(name, conditions);
  }
  return compiled;
}
