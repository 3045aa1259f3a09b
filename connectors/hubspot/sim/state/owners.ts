/** An owner as the owners API shows it. https://developers.hubspot.com/docs/api-reference/latest/crm/owners/guide */
export interface SimOwner {
  readonly id: string;
  readonly email: string;
  readonly type: 'PERSON';
  readonly firstName: string;
  readonly lastName: string;
  /** Null once the user is deactivated. */
  readonly userId: number | null;
  readonly userIdIncludingInactive: number;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly archived: boolean;
  readonly teams?: readonly { readonly id: string; readonly name: string; readonly primary: boolean }[];
}

const SALES = [{ id: '368001', name: 'Sales', primary: true }];

const owner = (
  index: number,
  email: string,
  firstName: string,
  lastName: string,
  archived = false,
): SimOwner => ({
  id: String(41_629_001 + index * 17),
  email,
  type: 'PERSON',
  firstName,
  lastName,
  userId: archived ? null : 864_001 + index,
  userIdIncludingInactive: 864_001 + index,
  createdAt: '2024-01-08T09:00:00Z',
  updatedAt: '2025-11-03T09:30:00.250Z',
  archived,
  ...(archived ? {} : { teams: SALES }),
});

/** The users of the simulated account; the same people work in the simulated sales system. */
export const OWNERS: readonly SimOwner[] = [
  owner(0, 'alex.rep@example.com', 'Alex', 'Rep'),
  owner(1, 'sam.rep@example.com', 'Sam', 'Rep'),
  owner(2, 'kim.lead@example.com', 'Kim', 'Lead'),
  owner(3, 'integration@example.com', 'Leadloop', 'Integration'),
  owner(4, 'pat.former@example.com', 'Pat', 'Former', true),
];

/** Owners that records can be given to. */
export const ACTIVE_OWNERS: readonly SimOwner[] = OWNERS.filter((each) => !each.archived);
