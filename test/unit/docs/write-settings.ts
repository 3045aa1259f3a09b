/** Writes the settings into docs/operations.md and .env.example: `node test/unit/docs/write-settings.ts`. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pageAt, ROOT } from './pages.ts';
import { envExample, settingsTables } from './settings-text.ts';
import { SETTINGS_PAGE, withTables } from './settings-page.ts';

writeFileSync(join(ROOT, SETTINGS_PAGE), withTables(pageAt(SETTINGS_PAGE).text, await settingsTables()));
writeFileSync(join(ROOT, '.env.example'), await envExample());
