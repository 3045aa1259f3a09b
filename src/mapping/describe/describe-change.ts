import { parse } from 'yaml';
import type { ConfigFiles, FileChange } from '../../domain/file-change.ts';
import type { Mapping } from '../mapping.ts';
import { parseMapping } from '../parse.ts';
import { countLines, linesOf, shownCount } from './count-lines.ts';
import { describeMapping } from './describe-mapping.ts';
import { counted, union, type Systems } from './words.ts';

/**
 * Tells what changed in a file that is no mapping, by what it means. Null: it is none that it knows, or one of the texts
 * does not stand.
 */
export type DescribeOther = (file: string, was: string, is: string) => readonly string[] | null;

/**
 * What changed from one configuration to the other, in plain words: mappings by what they mean, other files (and
 * mappings that do not stand) by their lines. Empty only when all files are the same to the letter.
 */
export function describeChange(
  before: ConfigFiles,
  after: ConfigFiles,
  systems: Systems,
  describeOther: DescribeOther = () => null,
): readonly FileChange[] {
  const came = [...after.keys()].filter((file) => !before.has(file));
  const gone = new Set([...before.keys()].filter((file) => !after.has(file)));
  const former = new Map<string, string>();
  for (const file of came) {
    const old = [...gone].find((name) => isFormer(before, name, after, file));
    if (old === undefined) continue;
    former.set(file, old);
    gone.delete(old);
  }
  return union(after.keys(), gone)
    .toSorted()
    .flatMap((file): readonly FileChange[] => {
      const old = former.get(file);
      const lines = [
        ...(old === undefined ? [] : [`is the former ${old}`]),
        ...describeFile(file, before.get(old ?? file), after.get(file), systems, old ?? file, describeOther),
      ];
      return lines.length === 0 ? [] : [{ file, lines }];
    });
}

/** A file under another name: the same text, or the mapping of the same kind of entity. */
function isFormer(before: ConfigFiles, name: string, after: ConfigFiles, file: string): boolean {
  const [was, is] = [before.get(name) ?? '', after.get(file) ?? ''];
  const entity = mappingOf(name, was)?.entity;
  return was === is || (entity !== undefined && entity === mappingOf(file, is)?.entity);
}

function describeFile(
  file: string,
  was: string | undefined,
  is: string | undefined,
  systems: Systems,
  oldName: string,
  describeOther: DescribeOther,
): readonly string[] {
  if (was === is) return [];
  if (was === undefined || is === undefined) {
    const text = was ?? is ?? '';
    const mapping = mappingOf(is === undefined ? oldName : file, text);
    const size =
      mapping === null
        ? counted(linesOf(text).length, 'line')
        : `mapping of ${mapping.entity}, ${counted(mapping.fields.length, 'field')}`;
    return [`${was === undefined ? 'new file' : 'file removed'}: ${size}`];
  }
  const [before, after] = [mappingOf(oldName, was), mappingOf(file, is)];
  const count = shownCount(countLines(was, is));
  const changes =
    before === null || after === null
      ? describeOther(file, was, is)
      : describeMapping(before, after, systems);
  if (changes === null) {
    const problems = isMappingFile(file) && after === null ? '; it does not stand as a mapping' : '';
    return [`changed lines: ${count}${problems}`];
  }
  if (changes.length > 0) return changes;
  const same = JSON.stringify(parse(was)) === JSON.stringify(parse(is));
  return [same ? `comments or layout only: ${count}` : `changed lines: ${count}`];
}

/** Mappings lie in the configured folder itself; what is below it is of others. */
const isMappingFile = (file: string): boolean => !file.includes('/');

function mappingOf(file: string, text: string): Mapping | null {
  if (!isMappingFile(file)) return null;
  const parsed = parseMapping(text, file);
  return parsed.kind === 'ok' ? parsed.mapping : null;
}
