import { OPPORTUNITY, PERSON, type EntityKind } from '../../domain/entity.ts';
import { lackingOptions } from '../../domain/lacking-options.ts';
import type { SystemName } from '../../domain/record.ts';
import { isMadeBySetup, type LiveSystem } from '../../mapping/check/live-system.ts';
import type { Mapping } from '../../mapping/mapping.ts';
import type { Problem } from '../../mapping/problem.ts';
import { collect } from '../note.ts';
import type { ParsedFile } from '../read-file.ts';
import { ONE_OPPORTUNITY } from './opportunity.ts';
import { reasonsToChoose, type Outcomes } from './outcomes.ts';

/** The entity and the canonical name of a field that `reason-from` names. */
export const reasonField = (name: string): { readonly kind: EntityKind; readonly field: string } =>
  name.startsWith(ONE_OPPORTUNITY)
    ? { kind: OPPORTUNITY, field: name.slice(ONE_OPPORTUNITY.length) }
    : { kind: PERSON, field: name };

/** Tells reasons that a picklist does not let anybody choose. */
export const checkReasons = (
  parsed: ParsedFile<Outcomes>,
  mappings: ReadonlyMap<EntityKind, Mapping>,
  live: ReadonlyMap<SystemName, LiveSystem>,
): readonly Problem[] =>
  collect(parsed, (note) => {
    for (const [name, reasons] of reasonsToChoose(parsed.value)) {
      const { kind, field } = reasonField(name);
      const row = mappings.get(kind)?.fields.find((one) => one.name === field);
      for (const [system, described] of live)
        for (const [object, column] of row?.columns.get(system) ?? []) {
          const schema = described.objects.get(object)?.fields.get(column.field);
          if (schema === undefined || column.values !== null) continue;
          for (const reason of lackingOptions(reasons, schema)) {
            const place = `${system} ${object}.${column.field}`;
            const fix = isMadeBySetup(described, column.field)
              ? 'Run "leadloop setup": it adds the option.'
              : 'Add the option there.';
            note('missing-reason', ['reasons', reason], `${place} does not offer "${reason}"`, fix, 'key');
          }
        }
    }
  });
