import { isAbsolute, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Problem } from '../mapping/problem.ts';
import { PROBLEM_KINDS } from '../mapping/problem-kinds.ts';

const RULES = Object.entries(PROBLEM_KINDS);

/**
 * The problems in the form that CI systems show beside the lines of a change: SARIF 2.1.0.
 * https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 *
 * @param root paths are told from here, as the systems know the files by their place in the repository
 */
export function toSarif(problems: readonly Problem[], version: string, root: string): object {
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'leadloop check', version, rules: RULES.map(toRule) } },
        columnKind: 'utf16CodeUnits',
        results: problems.map((problem) => toResult(problem, root)),
      },
    ],
  };
}

const toRule = ([id, { severity, meaning, consequence }]: (typeof RULES)[number]): object => ({
  id,
  shortDescription: { text: meaning },
  fullDescription: { text: `${meaning} ${consequence}` },
  help: { text: `${consequence} Each result says what to do about it.` },
  defaultConfiguration: { level: severity },
});

const toResult = (problem: Problem, root: string): object => ({
  ruleId: problem.code,
  ruleIndex: RULES.findIndex(([code]) => code === problem.code),
  level: problem.severity,
  message: { text: `${sentence(problem.cause)} ${problem.consequence} ${problem.fix}` },
  locations: [
    {
      physicalLocation: {
        artifactLocation: { uri: uriOf(problem.file, root) },
        region: { startLine: problem.line, startColumn: problem.column },
      },
      ...(problem.path === '' ? {} : { logicalLocations: [{ fullyQualifiedName: problem.path }] }),
    },
  ],
});

const sentence = (cause: string): string => `${cause.charAt(0).toUpperCase()}${cause.slice(1)}.`;

function uriOf(file: string, root: string): string {
  const path = isAbsolute(file) ? relative(root, file) : file;
  if (isAbsolute(path) || path.startsWith('..')) return pathToFileURL(file).href;
  return path.split(/[\\/]/u).map(encodeURIComponent).join('/');
}
