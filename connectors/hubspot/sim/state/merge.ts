import { badRequest, Refusal } from '../refusal.ts';
import { link } from './link.ts';
import { LIFECYCLE } from './pipelines.ts';
import { tableOf, type Portal } from './portal.ts';
import { iso, type Props, type Row, type Source } from './row.ts';

const MOST_MERGES = 250;

/**
 * Merges two records into a new one with a new id; both old ids lead to it from then on.
 * The primary's values win, the other's fill what is blank, the lifecycle stage is the further one, and the other's
 * e-mail address is kept as an additional one.
 */
export function merge(portal: Portal, primary: Row, other: Row, source: Source): Row {
  if (primary === other) throw badRequest('Cannot merge an object with itself.');
  const table = tableOf(portal, primary.type);
  const ids = [...mergedIds(primary), ...mergedIds(other), primary.id, other.id];
  if (ids.length > MOST_MERGES) throw new Refusal(414, 'Cannot have more than 250 identities on a profile');
  const at = portal.now();
  const num = table.nextNum(portal.random);
  const id = String(num);
  const moved = Object.keys(other.props).filter((name) => !(name in primary.props));
  const props: Props = {
    ...other.props,
    ...primary.props,
    ...furtherStage(primary, other),
    ...(primary.type.name === 'contacts' ? contactIdentities(primary, other, id, at) : {}),
    hs_object_id: id,
    hs_merged_object_ids: ids.join(';'),
    [primary.type.created]: iso(Math.min(primary.createdAt, other.createdAt)),
    [primary.type.modified]: iso(at),
  };
  const row: Row = {
    type: primary.type,
    id,
    num,
    createdAt: Math.min(primary.createdAt, other.createdAt),
    createdBy: primary.createdBy,
    props,
    updatedAt: at,
    archivedAt: null,
    history: null,
  };
  const edges = [other, primary].flatMap((old) =>
    portal.graph.all(old).filter(({ to }) => to !== other && to !== primary),
  );
  for (const old of [primary, other]) {
    portal.graph.drop(old);
    table.remove(old, at + portal.searchLagMs);
    table.merged.set(old.id, id);
  }
  table.insert(row, at + portal.searchLagMs);
  // The other's associations first, so that the primary's company ends up as the primary one.
  for (const { to, typeIds } of edges) link(portal, row, to, [...typeIds], source);
  portal.emit({
    kind: 'merge',
    row,
    source,
    at,
    primaryId: primary.num,
    mergedIds: [other.num],
    propertiesMoved: moved.length,
  });
  return row;
}

const mergedIds = (row: Row): readonly string[] => row.props.hs_merged_object_ids?.split(';') ?? [];

function furtherStage(primary: Row, other: Row): Props {
  const order = (row: Row): number => LIFECYCLE.findIndex((stage) => stage.id === row.props.lifecyclestage);
  const stage = (order(other) > order(primary) ? other : primary).props.lifecyclestage;
  return stage === undefined ? {} : { lifecyclestage: stage };
}

function contactIdentities(primary: Row, other: Row, id: string, at: number): Props {
  const email = primary.props.email ?? other.props.email;
  const emails = [primary, other].flatMap((row) => [
    ...(row.props.email === undefined ? [] : [row.props.email]),
    ...(row.props.hs_additional_emails?.split(';') ?? []),
  ]);
  const additional = [...new Set(emails)].filter((each) => each !== email);
  const vids = [primary, other].flatMap((row) => row.props.hs_calculated_merged_vids?.split(';') ?? []);
  return {
    ...(additional.length === 0 ? {} : { hs_additional_emails: additional.join(';') }),
    hs_all_contact_vids: [id, primary.props.hs_all_contact_vids, other.props.hs_all_contact_vids].join(';'),
    hs_calculated_merged_vids: [...vids, `${primary.id}:${at}`, `${other.id}:${at}`].join(';'),
  };
}
