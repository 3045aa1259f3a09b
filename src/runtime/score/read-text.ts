import { readFileSync } from 'node:fs';
import { HistoryError } from './history-error.ts';

export function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new HistoryError(`there is no readable file at ${file}. Check the path.`, { cause });
  }
}
