import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findConnectors } from '../../../src/connector/registry.ts';
import { describeSettings } from '../../../src/platform/config.ts';
import { ROOT } from './pages.ts';

/** One setting as the documentation shows it, wherever it is declared. */
interface ShownSetting {
  readonly name: string;
  readonly meaning: string;
  readonly default: string | null;
  readonly limits: string | null;
  readonly example: string;
  readonly secret: boolean;
}

interface Group {
  readonly title: string;
  readonly settings: readonly ShownSetting[];
}

/** Every setting there is: Leadloop's own, each connector's, and the ports of the simulators. */
async function groups(): Promise<readonly Group[]> {
  const connectors = await findConnectors();
  return [
    { title: 'Leadloop', settings: describeSettings() },
    ...connectors
      .filter(({ settings }) => settings.length > 0)
      .map(({ title, settings }) => ({
        title,
        settings: settings.map((setting) => ({ ...setting, default: setting.default ?? null, limits: null })),
      })),
    { title: 'Sandbox', settings: connectors.flatMap(({ name, title }) => sandboxPort(name, title)) },
  ];
}

function sandboxPort(system: string, title: string): readonly ShownSetting[] {
  const file = join(ROOT, 'connectors', system, 'metadata.json');
  const { sandboxPort: port } = JSON.parse(readFileSync(file, 'utf8')) as { readonly sandboxPort?: number };
  if (port === undefined) return [];
  return [
    {
      name: `SANDBOX_${system.toUpperCase().replaceAll('-', '_')}_PORT`,
      meaning: `The port of the simulated ${title}.`,
      default: String(port),
      limits: '0 (any free port) to 65535',
      example: String(port),
      secret: false,
    },
  ];
}

/** The tables of docs/operations.md, from the schemas that read the settings. */
export async function settingsTables(): Promise<string> {
  const tables = (await groups()).map(({ title, settings }) => {
    const rows = settings.map(
      ({ name, meaning, default: fallback, limits, secret }) =>
        `| \`${name}\`${secret ? ' (secret)' : ''} | ${meaning} | ${fallback === null ? '' : `\`${fallback}\``} | ${limits ?? ''} |`,
    );
    return [
      `**${title}**`,
      '',
      '| setting | meaning | default | limits |',
      '|---|---|---|---|',
      ...rows,
    ].join('\n');
  });
  return tables.join('\n\n');
}

/** The whole of .env.example: every setting, commented out. */
export async function envExample(): Promise<string> {
  const blocks = (await groups()).map(({ title, settings }) => {
    const lines = settings.map(({ name, meaning, default: fallback, limits, example }) => {
      const limit = limits === null ? '' : `${limits}; `;
      return `# ${meaning} (${limit}e.g. ${example})\n#${name}=${fallback ?? ''}`;
    });
    return `# ${title}\n\n${lines.join('\n\n')}`;
  });
  return `${HEAD}\n\n${blocks.join('\n\n\n')}\n`;
}

const HEAD = `# Copy this file to .env and take away the # of what you set. What is set in the environment already wins.
# Without any credentials Leadloop runs on simulated systems (the sandbox). More: docs/operations.md.`;
