import { timelinesUrl } from '../api/timeline.ts';
import type { Config } from '../platform/config.ts';
import type { RuntimeOptions } from './runtime.ts';

/** What the settings say of a runtime, whoever opens it. */
export const runtimeSettings = (config: Config) =>
  ({
    databaseUrl: config.DATABASE_URL,
    keyDir: config.LEADLOOP_DATA,
    redisUrl: config.REDIS_URL,
    configDir: config.LEADLOOP_CONFIG,
    key: config.LEADLOOP_KEY,
    partitions: config.LEADLOOP_PARTITIONS,
    pollMs: POLL_MS,
    leaseMs: LEASE_MS,
    breaker: { floor: config.LEADLOOP_BREAKER_FLOOR, share: config.LEADLOOP_BREAKER_SHARE },
    drift: {
      sample: config.LEADLOOP_DRIFT_SAMPLE,
      everyMs: config.LEADLOOP_DRIFT_MINUTES * 60_000,
      lagMs: config.LEADLOOP_DRIFT_LAG_MINUTES * 60_000,
    },
    driftShare: config.LEADLOOP_DRIFT_SHARE / 100,
    touchpointDays: config.LEADLOOP_TOUCHPOINT_DAYS,
    notify: {
      webhookUrl: config.LEADLOOP_SLACK_WEBHOOK_URL,
      smtpUrl: config.LEADLOOP_SMTP_URL,
      mailFrom: config.LEADLOOP_MAIL_FROM,
    },
    timelines: timelinesOf(config),
  }) satisfies Partial<RuntimeOptions>;

const LEASE_MS = 60_000;
const POLL_MS = 10_000;

/** A link is told only where the world can follow it, and the page behind it can be opened. */
const timelinesOf = ({ LEADLOOP_PUBLIC_URL: base, LEADLOOP_TIMELINE_PASSWORD: password }: Config) =>
  base === null || password === null ? null : timelinesUrl(base);
