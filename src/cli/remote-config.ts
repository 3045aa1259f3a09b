import type { ConfigOperations } from '../api/config-operations.ts';

type Ask = <T>(path: string, init?: RequestInit) => Promise<T>;

/** The versions of the configuration of a Leadloop that is running on this machine, over its API. */
export function remoteConfig(ask: Ask): ConfigOperations {
  const at = (version: string): string => `config/versions/${encodeURIComponent(version)}`;
  const post = <T>(path: string, body: object): Promise<T> =>
    ask(path, { method: 'POST', body: JSON.stringify(body) });
  return {
    versions: () => ask('config/versions'),
    version: (name) => ask(at(name)),
    diff: (ends) => {
      const given = Object.entries(ends).filter((entry): entry is [string, string] => entry[1] !== null);
      return ask(`config/diff?${new URLSearchParams(given).toString()}`);
    },
    rollback: ({ version, ...body }) => post(`${at(version)}/rollback`, body),
    note: ({ version, ...body }) => post(`${at(version)}/note`, body),
  };
}
