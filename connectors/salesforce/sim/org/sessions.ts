import { randomBytes } from 'node:crypto';

/** The access tokens the org knows. A token also names its user, as the CLI's own check of their form expects. */
export function createSessions() {
  const live = new Set<string>();
  return {
    valid: (token: string): boolean => live.has(token),
    start: (orgId: string): string => {
      const token = `${orgId.slice(0, 15)}!AQ${randomBytes(36).toString('hex')}`;
      live.add(token);
      return token;
    },
    end: (token: string): void => void live.delete(token),
    endAll: (): void => live.clear(),
  };
}

export type Sessions = ReturnType<typeof createSessions>;
