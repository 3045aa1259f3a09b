import { readFileSync, writeFileSync } from 'node:fs';
import { expect } from 'chai';
import * as prettier from 'prettier';

/** Run with UPDATE_DOCS=1 to write what is made from code, instead of comparing it. */
function expectUpToDate(file: string, content: string): void {
  if (process.env['UPDATE_DOCS'] === '1') writeFileSync(file, content);
  expect(readFileSync(file, 'utf8')).to.equal(content);
}

/** A page shows these lines between the marks of that name. */
export function expectTable(page: string, name: string, rows: readonly string[]): void {
  const text = readFileSync(page, 'utf8');
  const begin = text.indexOf(`<!-- ${name} -->`) + `<!-- ${name} -->`.length;
  const end = text.indexOf(`<!-- /${name} -->`);
  expect(end, `no place for ${name}`).to.be.greaterThan(begin);
  expectUpToDate(page, `${text.slice(0, begin)}\n\n${rows.join('\n')}\n\n${text.slice(end)}`);
}

/** A published JSON Schema is the one that is made from the code. */
export async function expectSchema(file: string, schema: unknown): Promise<void> {
  const content = { $schema: 'http://json-schema.org/draft-07/schema#', ...(schema as object) };
  const options = { ...(await prettier.resolveConfig(file)), filepath: file };
  expectUpToDate(file, await prettier.format(JSON.stringify(content), options));
}
