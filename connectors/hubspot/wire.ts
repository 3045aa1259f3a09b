/**
 * The parts of HubSpot's JSON that this connector reads. Every field HubSpot leaves out at times is optional.
 * https://developers.hubspot.com/docs/api-reference/latest/crm/using-object-apis
 */
export type WireProperties = Readonly<Record<string, string | null>>;

export interface WireRecord {
  readonly id: string;
  readonly properties: WireProperties;
  readonly updatedAt?: string;
  readonly archived?: boolean;
  readonly archivedAt?: string;
  /** Only where asked for; newest first. */
  readonly propertiesWithHistory?: Readonly<Record<string, readonly WireHistoryEntry[]>>;
  /** Upserts only: whether the record was made by this call. */
  readonly new?: boolean;
  readonly objectWriteTraceId?: string;
}

/** One value a property had. */
export interface WireHistoryEntry {
  readonly value?: string | null;
  readonly timestamp?: string;
  readonly sourceType?: string;
  readonly sourceId?: string;
  readonly sourceLabel?: string;
  readonly updatedByUserId?: number;
}

export interface WireError {
  readonly message?: string;
  readonly category?: string;
  readonly subCategory?: string;
  readonly context?: Readonly<Record<string, readonly string[]>>;
}

/** Answer of a batch: 200/201 without `errors`, 207 with them. Results come in any order. */
export interface WireBatch {
  readonly results?: readonly WireRecord[];
  readonly errors?: readonly WireError[];
}

/** Answer of a batch read of associations: in `errors` also those who have none. */
export interface WireAssociations {
  readonly results?: readonly {
    readonly from: { readonly id: string };
    readonly to?: readonly {
      readonly toObjectId: number | string;
      readonly associationTypes?: readonly { readonly typeId?: number }[];
    }[];
  }[];
  readonly errors?: readonly WireError[];
}

/** Answer of a batch of subscription statuses. */
export interface WireStatuses {
  readonly errors?: readonly WireError[];
}

/** What an account says of an object it made. */
export interface WireSchema {
  readonly objectTypeId?: string;
  readonly labels?: { readonly singular?: string };
  readonly requiredProperties?: readonly string[];
  readonly associations?: readonly { readonly fromObjectTypeId: string; readonly toObjectTypeId: string }[];
}

export interface WirePage<Item> {
  readonly results?: readonly Item[];
  /** How many there are on all pages, where a listing tells. */
  readonly total?: number;
  readonly paging?: { readonly next?: { readonly after?: string } };
}

export interface WireProperty {
  readonly name: string;
  readonly label?: string;
  readonly type: string;
  readonly fieldType?: string;
  readonly options?: readonly {
    readonly value: string;
    readonly label?: string;
    readonly displayOrder?: number;
    readonly hidden?: boolean;
  }[];
  readonly calculated?: boolean;
  readonly externalOptions?: boolean;
  readonly hasUniqueValue?: boolean;
  /** True for those of HubSpot's own; left out of an account's own. */
  readonly hubspotDefined?: boolean;
  readonly modificationMetadata?: { readonly readOnlyValue?: boolean };
}

/** https://developers.hubspot.com/docs/api-reference/latest/crm/pipelines/guide */
export interface WirePipeline {
  readonly id: string;
  readonly label?: string;
  readonly displayOrder?: number;
  readonly archived?: boolean;
  readonly stages?: readonly {
    readonly id: string;
    readonly label?: string;
    readonly displayOrder?: number;
    readonly archived?: boolean;
  }[];
}

export interface WireOwner {
  readonly id: string;
  readonly email?: string | null;
  readonly type?: string;
  readonly firstName?: string;
  readonly lastName?: string;
}

export interface WireAccount {
  readonly portalId: number | string;
  readonly accountType?: string;
  readonly timeZone?: string;
  readonly companyCurrency?: string;
  readonly uiDomain?: string;
}

export interface WireToken {
  readonly access_token: string;
  readonly refresh_token?: string;
  readonly expires_in: number;
}
