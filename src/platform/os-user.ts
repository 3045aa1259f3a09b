import { userInfo } from 'node:os';

/** Who runs this process, as the operating system has it; by number where there is no name. */
export function osUser(): string {
  try {
    return userInfo().username;
  } catch {
    // A container may run under a number that no user has.
    return `uid ${String(process.getuid?.() ?? 'unknown')}`;
  }
}
