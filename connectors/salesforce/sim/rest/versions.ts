import type { Call } from './call.ts';

/** API versions served; the newest is GA, older ones behave the same here but for what is said at each place. */
export const FIRST_VERSION = 45;
export const LAST_VERSION = 68;

const SEASONS = ['Spring', 'Summer', 'Winter'] as const;

/** v68.0 is Winter '27; three releases a year. */
function label(version: number): string {
  const since = version - 44; // v44.0 was Winter '19
  const season = SEASONS[(since + 2) % 3] ?? 'Winter';
  return `${season} '${String(19 + Math.floor(since / 3)).padStart(2, '0')}`;
}

/** `GET /services/data`, which needs no session. */
export const versions = (): readonly unknown[] =>
  Array.from({ length: LAST_VERSION - FIRST_VERSION + 1 }, (_, index) => {
    const version = FIRST_VERSION + index;
    return { label: label(version), url: `/services/data/v${version}.0`, version: `${version}.0` };
  });

/** `GET /services/data/vNN.0`; clients follow `identity` as an absolute URL. */
export const resources = ({ version, headers, org }: Call): Readonly<Record<string, string>> => ({
  ...Object.fromEntries(
    [
      'sobjects',
      'query',
      'queryAll',
      'search',
      'parameterizedSearch',
      'limits',
      'composite',
      'tooling',
      'jobs',
    ].map((name) => [name, `/services/data/v${version}/${name}`]),
  ),
  identity: `http://${headers['host'] ?? ''}/id/${org.orgId}/${org.userId}`,
});
