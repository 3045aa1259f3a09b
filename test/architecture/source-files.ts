import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import ts from 'typescript';

export const ROOT = join(import.meta.dirname, '..', '..');

/** One TypeScript file as the rules see it. Paths are from the root, with forward slashes. */
export interface SourceFile {
  readonly path: string;
  /** Blank ones left out. */
  readonly lines: number;
  /** Without comments. Strings stay: a vendor's name in one is still a vendor's name. */
  readonly code: string;
  /** Own files as paths; packages and `node:` modules as they are named. Type-only imports count, too. */
  readonly imports: readonly string[];
}

export function parseSource(path: string, text: string): SourceFile {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.ESNext, true);
  const imports: string[] = [];
  const visit = (node: ts.Node): void => {
    const specifier = specifierOf(node);
    if (specifier !== null) imports.push(resolve(path, specifier));
    ts.forEachChild(node, visit);
  };
  visit(file);
  return {
    path,
    lines: text.split('\n').filter((line) => line.trim() !== '').length,
    code: withoutComments(file, text),
    imports,
  };
}

function specifierOf(node: ts.Node): string | null {
  const named =
    ts.isImportDeclaration(node) || ts.isExportDeclaration(node) ? node.moduleSpecifier : undefined;
  if (named !== undefined && ts.isStringLiteral(named)) return named.text;
  const [argument] =
    ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword ? node.arguments : [];
  return argument !== undefined && ts.isStringLiteral(argument) ? argument.text : null;
}

const resolve = (from: string, specifier: string): string =>
  specifier.startsWith('.') ? posix.join(posix.dirname(from), specifier) : specifier;

/** Tokens only: comments lie between them. */
function withoutComments(file: ts.SourceFile, text: string): string {
  const parts: string[] = [];
  const visit = (node: ts.Node): void => {
    const children = node.getChildren(file);
    if (children.length === 0 && node.getWidth(file) > 0)
      parts.push(text.slice(node.getStart(file), node.getEnd()));
    for (const child of children) if (!ts.isJSDoc(child)) visit(child);
  };
  visit(file);
  return parts.join(' ');
}

/** Files of the project: those git tracks, and new ones it does not ignore. */
export function listFiles(): readonly string[] {
  const listed = execFileSync(
    'git',
    ['ls-files', '--cached', '--others', '--exclude-standard', '--deduplicate', '-z'],
    {
      cwd: ROOT,
      encoding: 'utf8',
      maxBuffer: 1 << 26,
    },
  );
  const deleted = execFileSync('git', ['ls-files', '--deleted', '-z'], { cwd: ROOT, encoding: 'utf8' });
  const gone = new Set(deleted.split('\0'));
  return listed.split('\0').filter((path) => path !== '' && !gone.has(path));
}

export const readSource = (path: string): SourceFile =>
  parseSource(path, readFileSync(join(ROOT, path), 'utf8'));
