import { z } from 'zod';
import { MOST_SAMPLED } from '../domain/drift.ts';
import { problemWithKey } from './secrets.ts';

/** What is said about a setting, beside its schema. */
interface SettingMeta {
  readonly meaning: string;
  readonly unit?: string;
  readonly limits: string;
  readonly example: string;
  readonly secret?: boolean;
}

const about = (meta: SettingMeta): Record<string, unknown> => ({ ...meta });

const port = (fallback: number, meaning: string): z.ZodType<number> =>
  z.coerce
    .number({ error: 'is not a number' })
    .int({ error: 'is not a whole number' })
    .min(0, { error: 'is below 0' })
    .max(65_535, { error: 'is above 65535' })
    .default(fallback)
    .meta(
      about({ meaning, unit: 'TCP port', limits: '0 (any free port) to 65535', example: String(fallback) }),
    );

const folder = (fallback: string, meaning: string): z.ZodType<string> =>
  z
    .string()
    .default(fallback)
    .meta(about({ meaning, limits: 'a path, from the working directory', example: fallback }));

const url = (protocols: readonly string[], meta: Omit<SettingMeta, 'limits'>): z.ZodType<string | null> =>
  z
    .string()
    .refine((text) => URL.canParse(text) && protocols.includes(new URL(text).protocol), {
      error: `is not a URL that begins with ${protocols.map((protocol) => `${protocol}//`).join(' or ')}`,
    })
    .nullable()
    .default(null)
    .meta(about({ ...meta, limits: protocols.map((protocol) => `${protocol}//…`).join(' or ') }));

const whole = (
  least: number,
  most: number,
  { fallback, ...meta }: Omit<SettingMeta, 'limits'> & { readonly fallback: number },
): z.ZodType<number> =>
  z.coerce
    .number({ error: 'is not a number' })
    .int({ error: 'is not a whole number' })
    .min(least, { error: `is below ${least}` })
    .max(most, { error: `is above ${most}` })
    .default(fallback)
    .meta(about({ ...meta, limits: `${least} to ${most}` }));

/** Long enough that guessing it over the network is hopeless. */
const LEAST_PASSWORD = 16;

const SETTINGS = z.object({
  PORT: port(8484, 'Status page, API, webhooks, forms, /metrics, /healthz and /readyz are served here.'),
  LEADLOOP_PUBLIC_URL: url(['http:', 'https:'], {
    meaning:
      'The address under which the world reaches Leadloop: webhook signatures need it, and the links to people’s timelines. Unset: webhooks count as sent to the address that they came to, and there are no links.',
    example: 'https://leadloop.example.com',
  }),
  LEADLOOP_TIMELINE_PASSWORD: z
    .string()
    .min(LEAST_PASSWORD, { error: `is shorter than ${LEAST_PASSWORD} characters` })
    .nullable()
    .default(null)
    .meta(
      about({
        meaning:
          'The password that sales opens people’s timelines with in the browser, under any user name. With LEADLOOP_PUBLIC_URL a hand-off tells the link. Unset: timelines cannot be opened, and there are no links.',
        unit: 'characters',
        limits: `at least ${LEAST_PASSWORD} characters`,
        example: 'the output of: openssl rand -base64 18',
        secret: true,
      }),
    ),
  LEADLOOP_DATA: folder(
    './data',
    'The folder of the built-in database and the key file. It must be on a local disk.',
  ),
  LEADLOOP_CONFIG: folder('./mappings', 'The folder of the mapping files.'),
  DATABASE_URL: url(['postgres:', 'postgresql:'], {
    meaning:
      'The PostgreSQL server (13 or newer) to keep everything in. Unset: the built-in database in LEADLOOP_DATA.',
    example: 'postgres://leadloop:secret@db.example.com/leadloop',
    secret: true,
  }),
  REDIS_URL: url(['redis:', 'rediss:'], {
    meaning: 'The Redis server for the queue, for many workers. Unset: the queue is in the database.',
    example: 'redis://redis.example.com:6379',
    secret: true,
  }),
  LEADLOOP_KEY: z
    .string()
    .superRefine((key, context) => {
      const problem = problemWithKey(key);
      if (problem !== null) context.addIssue({ code: 'custom', message: problem });
    })
    .nullable()
    .default(null)
    .meta(
      about({
        meaning:
          'Encrypts the stored tokens. Unset: a key is made and kept in the file `key` in LEADLOOP_DATA.',
        limits: '32 bytes in base64, or a passphrase of at least 16 characters',
        example: 'the output of: openssl rand -base64 32',
        secret: true,
      }),
    ),
  LEADLOOP_PARTITIONS: whole(1, 256, {
    fallback: 1,
    meaning:
      'Entities are spread over this many partitions, which are worked on side by side. One makes the fullest batches; more are for many workers. All processes must agree.',
    unit: 'partitions',
    example: '4',
  }),
  LEADLOOP_BREAKER_FLOOR: whole(1, 1_000_000_000, {
    fallback: 500,
    meaning:
      'So many creates, blanked values or changes of owner in 24 hours never trip the mass-change breaker, in each system and lane. The largest number switches it off.',
    unit: 'writes',
    example: '2000',
  }),
  LEADLOOP_BREAKER_SHARE: z.coerce
    .number({ error: 'is not a number' })
    .min(0, { error: 'is below 0' })
    .max(100, { error: 'is above 100' })
    .default(5)
    .meta(
      about({
        meaning:
          'This share of the records linked in a system may be changed so in 24 hours without tripping the mass-change breaker, even when it is more than the floor and more than was usual.',
        unit: 'percent',
        limits: '0 to 100',
        example: '10',
      }),
    ),
  LEADLOOP_DRIFT_SAMPLE: whole(0, MOST_SAMPLED, {
    fallback: 50,
    meaning:
      'So many records of each kind are drawn at random and compared between both systems in every round of the drift audit. 0: no rounds; `leadloop drift --sample` still compares on demand.',
    unit: 'records of each kind',
    example: '200',
  }),
  LEADLOOP_DRIFT_MINUTES: whole(1, 1_440, {
    fallback: 60,
    meaning: 'A round of the drift audit begins so often.',
    unit: 'minutes',
    example: '15',
  }),
  LEADLOOP_DRIFT_SHARE: whole(1, 50, {
    fallback: 2,
    meaning:
      'The drift audit takes at most this share of every rate limit, and leaves as much to changes as a full sync does.',
    unit: 'percent',
    example: '5',
  }),
  LEADLOOP_DRIFT_LAG_MINUTES: whole(0, 1_440, {
    fallback: 15,
    meaning: 'What was changed less than so long ago is on its way, and not drift.',
    unit: 'minutes',
    example: '30',
  }),
  LEADLOOP_TOUCHPOINT_DAYS: whole(0, 3_650, {
    fallback: 90,
    meaning:
      'How far back `leadloop sync --full` takes over what people did (forms, visits, mails, calls, meetings, campaigns). Later things come in by themselves.',
    unit: 'days',
    example: '365',
  }),
  LEADLOOP_SLACK_WEBHOOK_URL: url(['http:', 'https:'], {
    meaning:
      'The incoming webhook of the channel that is told of hand-offs, of Slack or of what takes its form (Mattermost, Rocket.Chat). Unset: no channel is told.',
    example: 'https://hooks.slack.com/services/T000/B000/XXXX',
    secret: true,
  }),
  LEADLOOP_SMTP_URL: url(['smtp:', 'smtps:'], {
    meaning:
      'The mail server that notices are sent by; smtps: encrypted from the first byte. Unset: no mails are sent.',
    example: 'smtp://leadloop:secret@mail.example.com:587',
    secret: true,
  }),
  LEADLOOP_MAIL_FROM: z
    .string()
    .regex(/^[^\r\n<>]*<[^\s@<>]+@[^\s@<>]+>$|^[^\s@<>]+@[^\s@<>]+$/, { error: 'is no sender of mails' })
    .default('Leadloop <leadloop@localhost>')
    .meta(
      about({
        meaning: 'The sender of these mails.',
        limits: 'an e-mail address, or a name with the address in <>',
        example: 'Leadloop <leadloop@example.com>',
      }),
    ),
  LEADLOOP_MARKET: z
    .enum(['off', 'slow', 'fast'], { error: 'is not off, slow or fast' })
    .default('slow')
    .meta(
      about({
        meaning: 'How lively the people in the sandbox are.',
        limits: 'off, slow or fast',
        example: 'fast',
      }),
    ),
  LEADLOOP_LOG: z
    .enum(['debug', 'info', 'warn', 'error'], { error: 'is not debug, info, warn or error' })
    .default('info')
    .meta(
      about({
        meaning: 'What is logged: this level and those above it.',
        limits: 'debug, info, warn or error',
        example: 'debug',
      }),
    ),
});

/** The settings, by their names in the environment. */
export type Config = Readonly<z.infer<typeof SETTINGS>>;

export interface ConfigProblem {
  readonly setting: string;
  /** What is wrong, without the value: it may be a secret. */
  readonly problem: string;
  readonly fix: string;
}

export type ConfigResult =
  | { readonly kind: 'ok'; readonly config: Config }
  | { readonly kind: 'invalid'; readonly problems: readonly ConfigProblem[] };

/** Reads all settings and reports all problems at once. A blank setting counts as unset. */
export function readConfig(env: Readonly<Record<string, string | undefined>>): ConfigResult {
  const set = Object.entries(env)
    .map(([name, value]) => [name, value?.trim() ?? ''] as const)
    .filter(([, value]) => value !== '');
  const result = SETTINGS.safeParse(Object.fromEntries(set));
  const unknown = set
    .map(([name]) => name)
    .filter((name) => name.startsWith('LEADLOOP_') && !(name in SETTINGS.shape))
    .map((name): ConfigProblem => ({
      setting: name,
      problem: 'is no setting of Leadloop, so that it would be ignored',
      fix: `Unset ${name}, or correct its name: ${Object.keys(SETTINGS.shape).join(', ')}.`,
    }));
  const invalid = (result.error?.issues ?? []).map((issue): ConfigProblem => {
    const setting = String(issue.path[0]);
    const { limits, example } = settingNamed(setting);
    return {
      setting,
      problem: issue.message,
      fix: `Set ${setting} to ${limits}, e.g. ${example}; or unset it.`,
    };
  });
  const problems = [...invalid, ...unknown];
  return result.success && problems.length === 0
    ? { kind: 'ok', config: result.data }
    : { kind: 'invalid', problems };
}

export interface SettingDescription {
  readonly name: string;
  readonly meaning: string;
  /** Null for plain text. */
  readonly unit: string | null;
  /** Null when it is unset by default. */
  readonly default: string | null;
  readonly limits: string;
  readonly example: string;
  readonly secret: boolean;
}

/** Every setting, for the documentation and for `--help`. */
export const describeSettings = (): readonly SettingDescription[] =>
  Object.keys(SETTINGS.shape).map(settingNamed);

function settingNamed(name: string): SettingDescription {
  const schema = SETTINGS.shape[name as keyof typeof SETTINGS.shape];
  const { meaning, unit, limits, example, secret } = schema.meta() as unknown as SettingMeta;
  const fallback = schema.parse(undefined);
  return {
    name,
    meaning,
    unit: unit ?? null,
    default: fallback === null ? null : String(fallback),
    limits,
    example,
    secret: secret ?? false,
  };
}
