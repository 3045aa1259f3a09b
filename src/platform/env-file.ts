import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

/** Adds the settings of a `.env` file to `process.env`, if there is one; what is set already stays. */
export function loadEnvFile(folder: string = process.cwd()): void {
  const file = resolve(folder, '.env');
  if (existsSync(file)) process.loadEnvFile(file);
}
