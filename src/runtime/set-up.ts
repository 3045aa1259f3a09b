import type { SetupReport } from '../api/operations.ts';
import type { Connected } from '../capture/hydrate.ts';
import type { OwnField, OwnFields, SetupObject } from '../connector/setup.ts';
import type { SystemName } from '../domain/record.ts';
import { spoken } from '../mapping/describe/words.ts';
import { speaks } from '../mapping/direction.ts';
import type { Column, FieldMapping, Mapping } from '../mapping/mapping.ts';
import { cuts } from '../mapping/transforms/conversion.ts';
import { reasonField } from '../rules/outcomes/check-reasons.ts';
import { reasonsToChoose } from '../rules/outcomes/outcomes.ts';
import type { Mappings } from './mappings.ts';

/** Makes in every system that is written what Leadloop needs there: its key, and the fields of its own that rows name. */
export async function setUp(
  mappings: Mappings,
  systems: ReadonlyMap<SystemName, Connected>,
): Promise<SetupReport['steps']> {
  const steps = await Promise.all(
    [...systems].map(async ([system, { definition, connection }]) => {
      const { ownFields } = definition.capabilities;
      if (ownFields === null) return [];
      const objects = [...mappings.byKind.values()].flatMap((mapping) =>
        neededIn(mapping, system, ownFields, choicesIn(mappings, mapping)),
      );
      const made = await connection.setup(objects, { lane: 'live' });
      return made.map((step) => ({ system, ...step }));
    }),
  );
  return steps.flat();
}

/** By canonical name: what people choose from. */
type Choices = ReadonlyMap<string, readonly string[]>;

function choicesIn({ outcomes }: Mappings, { entity }: Mapping): Choices {
  const asked = outcomes === null ? [] : [...reasonsToChoose(outcomes.value)];
  return new Map(
    asked.flatMap(([name, reasons]) => {
      const { kind, field } = reasonField(name);
      return kind === entity ? [[field, reasons] as const] : [];
    }),
  );
}

const neededIn = (
  mapping: Mapping,
  system: SystemName,
  own: OwnFields,
  choices: Choices,
): readonly SetupObject[] =>
  (mapping.objects.get(system) ?? []).map((object) => ({
    object,
    fields: [
      ...new Map(
        mapping.fields.flatMap((field) => {
          const column = field.columns.get(system)?.get(object);
          return column !== undefined && isOwnField(own, column.field)
            ? [[column.field, ownField(field, system, column, choices)] as const]
            : [];
        }),
      ).values(),
    ],
  }));

/** Leadloop's own by its name; the key is not among them. */
const isOwnField = ({ prefix, suffix, key }: OwnFields, name: string): boolean =>
  name.startsWith(prefix) && name.endsWith(suffix) && name !== key;

/** Text that the row cuts for the column can be kept short there. */
function ownField(
  { name, type, direction }: FieldMapping,
  system: SystemName,
  column: Column,
  choices: Choices,
): OwnField {
  const cut = column.write.find(cuts)?.argument;
  return {
    name: column.field,
    type,
    label: `Leadloop: ${spoken(name)}`,
    forPeople: speaks(direction, system),
    maxLength: typeof cut === 'number' ? cut : null,
    options: type === 'option' ? (choices.get(name) ?? []) : [],
  };
}
