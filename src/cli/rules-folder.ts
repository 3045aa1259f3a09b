import type { CandidateFiles } from '../api/backtest.ts';
import { CommandError } from './context.ts';

/** The rules files of a folder like `mappings/rules`. */
export async function readRulesFolder(folder: string): Promise<CandidateFiles> {
  const { readConfigFiles } = await import('../runtime/config-folder.ts');
  try {
    const files = await readConfigFiles(folder);
    const own = new Map([...files].filter(([file]) => !file.includes('/')));
    const nested = [...files.keys()].some((file) => file.startsWith('rules/'));
    if (nested)
      throw new CommandError(
        `${folder} is a whole configuration. Give the folder of its rules: ${folder}/rules`,
      );
    return { files: own, folder };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT' && code !== 'ENOTDIR') throw error;
    throw new CommandError(
      `there is no folder ${folder}. Copy the folder mappings/rules, change the copy, and give it here.`,
    );
  }
}
