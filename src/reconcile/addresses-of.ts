import type { SystemRecord } from '../domain/record.ts';
import { normaliseEmail } from '../identity/email.ts';
import type { RecordAddresses } from '../ledger/addresses.ts';
import { toCanonical, type Resolver } from '../mapping/canonical.ts';
import type { Mapping } from '../mapping/mapping.ts';

/**
 * The e-mail addresses by which a record is known: of the fields of type e-mail, those that identify. Any other may be
 * somebody else's, as that of who recommended us.
 */
export function addressesOf(mapping: Mapping, record: SystemRecord, resolver: Resolver): RecordAddresses {
  const identifying = new Set(
    mapping.fields.flatMap(({ name, type }) =>
      type === 'email' && mapping.matchBy.includes(name) ? [name] : [],
    ),
  );
  const addresses = [...toCanonical(mapping, record, resolver)].flatMap(([name, reading]) =>
    identifying.has(name) && reading.kind === 'value' && typeof reading.value === 'string'
      ? (normaliseEmail(reading.value) ?? [])
      : [],
  );
  return { ref: record.ref, addresses: [...new Set(addresses)] };
}
