/** What all pages in the browser have in common: plain HTML, without scripts. Every text is escaped here. */

/** HTML as it is. */
export interface Html {
  readonly html: string;
}

export const html = (text: string): Html => ({ html: text });

export const escape = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

export interface PageParts {
  readonly title: string;
  /** Inside `main`. */
  readonly body: string;
  /** Reads itself anew after so many seconds; never when not given. */
  readonly refreshSeconds?: number;
}

export const page = ({ title, body, refreshSeconds }: PageParts): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
${refreshSeconds === undefined ? '' : `<meta http-equiv="refresh" content="${refreshSeconds}">\n`}<link rel="icon" href="data:,">
<title>${escape(title)}</title>
<style>
:root { color-scheme: light dark; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 64rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.1rem; margin-top: 2rem; }
.wide { overflow-x: auto; } .wide:focus-visible { outline: 2px solid; outline-offset: 4px; }
table { border-collapse: collapse; width: 100%; } th, td { text-align: start; padding: .3rem .8rem .3rem 0; border-bottom: 1px solid #8884; vertical-align: top; }
th.n, td.n { text-align: end; font-variant-numeric: tabular-nums; } .ok { color: #17803d; } .bad { color: #c02626; }
ul { padding-inline-start: 1.2rem; } li, dd, p { overflow-wrap: anywhere; } time { white-space: nowrap; } dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1.2rem; } dt { color: #595959; } dd { margin: 0; white-space: pre-line; }
@media (prefers-color-scheme: dark) { .ok { color: #5fd38a; } .bad { color: #ff8a8a; } dt { color: #ababab; } }
@media (max-width: 30rem) { td:last-child { min-width: 9rem; } td.n:last-child { min-width: 0; } dl { grid-template-columns: 1fr; } dd { margin-bottom: .4rem; } }
</style>
</head>
<body>
<main>
${body}
</main>
</body>
</html>`;

/** A heading that links can point to by its words. */
export const heading = (title: string): string => `<h2 id="${idOf(title)}">${escape(title)}</h2>`;

const idOf = (title: string): string => title.toLowerCase().replaceAll(' ', '-');

/** A heading and its table; one wider than the screen scrolls by itself, by keyboard too. */
export function section(
  title: string,
  head: readonly string[],
  rows: readonly (readonly (string | number | Html)[])[],
  empty: string,
): string {
  if (rows.length === 0) return `${heading(title)}\n<p>${escape(empty)}</p>`;
  const cell = (value: string | number | Html): string =>
    typeof value === 'number'
      ? `<td class="n">${value}</td>`
      : `<td>${typeof value === 'string' ? escape(value) : value.html}</td>`;
  const header = head
    .map((name, column) => {
      const side = typeof rows[0]?.[column] === 'number' ? ' class="n"' : '';
      return `<th scope="col"${side}>${escape(name)}</th>`;
    })
    .join('');
  const body = rows.map((row) => `<tr>${row.map(cell).join('')}</tr>`).join('\n');
  return `${heading(title)}
<div class="wide" role="region" aria-labelledby="${idOf(title)}" tabindex="0"><table><thead><tr>${header}</tr></thead><tbody>${body}</tbody></table></div>`;
}
