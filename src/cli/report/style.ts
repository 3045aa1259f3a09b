/** Readable in light and dark, on paper, and by those who cannot tell red from green (colours after M. Okabe and K. Ito). */
export const STYLE = `
:root { color-scheme: light dark; --recorded: #767676; --candidate: #0072b2; --won: #009e73; --lost: #d55e00; --accepted: #56b4e9; --rejected: #e69f00; --open: #b8b8b8; }
@media (prefers-color-scheme: dark) { :root { --recorded: #a5a5a5; --candidate: #56a9e0; --open: #666; } }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.1rem; margin-top: 2.5rem; } p { max-width: 46rem; }
.wide { overflow-x: auto; } table { border-collapse: collapse; width: 100%; font-size: .9rem; }
th, td { text-align: start; padding: .3rem .8rem .3rem 0; border-bottom: 1px solid #8884; vertical-align: top; overflow-wrap: anywhere; }
th.n, td.n { text-align: end; font-variant-numeric: tabular-nums; } .warning { border-inline-start: 4px solid var(--rejected); padding-inline-start: .8rem; }
figure { margin: 1rem 0; } svg { width: 100%; height: auto; } figcaption span { margin-inline-end: 1.2rem; white-space: nowrap; }
figcaption i { display: inline-block; width: .8em; height: .8em; margin-inline-end: .4em; }
svg text { font-size: 12px; fill: currentColor; } text.value { text-anchor: end; } text.label { text-anchor: middle; }
line.grid { stroke: #8884; } line.mark { stroke: currentColor; stroke-dasharray: 5 4; } line.range { stroke-width: 3; } polyline { fill: none; stroke-width: 2; }
${['recorded', 'candidate', 'won', 'lost', 'accepted', 'rejected', 'open']
  .map(
    (kind) =>
      `rect.${kind}, circle.${kind} { fill: var(--${kind}); } line.${kind}, polyline.${kind} { stroke: var(--${kind}); } i.${kind} { background: var(--${kind}); }`,
  )
  .join('\n')}
`;
