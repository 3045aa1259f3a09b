import type { AssociationType } from './association-types.ts';
import type { Row, Source } from './row.ts';

/** A change as the account tells it to its webhooks. */
export type PortalEvent = { readonly row: Row; readonly source: Source; readonly at: number } & (
  | { readonly kind: 'creation' }
  | { readonly kind: 'deletion' }
  | { readonly kind: 'privacy-deletion' }
  | { readonly kind: 'property-change'; readonly name: string; readonly value: string }
  | {
      readonly kind: 'merge';
      readonly primaryId: number;
      readonly mergedIds: readonly number[];
      readonly propertiesMoved: number;
    }
  | {
      readonly kind: 'association-change';
      readonly to: Row;
      readonly typeId: number;
      readonly category: AssociationType['category'];
      readonly primary: boolean;
      readonly removed: boolean;
    }
);
