import { expect } from 'chai';
import { describeSettings, readConfig } from '../../../src/platform/config.ts';

const problems = (env: Record<string, string>) => {
  const result = readConfig(env);
  return result.kind === 'invalid' ? result.problems : [];
};

describe('settings', () => {
  it('has a default for everything', () => {
    const result = readConfig({});
    expect(result).to.deep.equal({
      kind: 'ok',
      config: {
        PORT: 8484,
        LEADLOOP_PUBLIC_URL: null,
        LEADLOOP_TIMELINE_PASSWORD: null,
        LEADLOOP_DATA: './data',
        LEADLOOP_CONFIG: './mappings',
        DATABASE_URL: null,
        REDIS_URL: null,
        LEADLOOP_KEY: null,
        LEADLOOP_PARTITIONS: 1,
        LEADLOOP_BREAKER_FLOOR: 500,
        LEADLOOP_BREAKER_SHARE: 5,
        LEADLOOP_DRIFT_SAMPLE: 50,
        LEADLOOP_DRIFT_MINUTES: 60,
        LEADLOOP_DRIFT_SHARE: 2,
        LEADLOOP_DRIFT_LAG_MINUTES: 15,
        LEADLOOP_TOUCHPOINT_DAYS: 90,
        LEADLOOP_SLACK_WEBHOOK_URL: null,
        LEADLOOP_SMTP_URL: null,
        LEADLOOP_MAIL_FROM: 'Leadloop <leadloop@localhost>',
        LEADLOOP_MARKET: 'slow',
        LEADLOOP_LOG: 'info',
      },
    });
  });

  it('reads what is set and takes blanks as unset', () => {
    const result = readConfig({
      PORT: ' 9000 ',
      DATABASE_URL: 'postgres://u@h/d',
      REDIS_URL: '',
      OTHER: 'x',
    });
    expect(result).to.have.nested.property('config.PORT', 9000);
    expect(result).to.have.nested.property('config.DATABASE_URL', 'postgres://u@h/d');
    expect(result).to.have.nested.property('config.REDIS_URL', null);
  });

  it('reports all problems at once, each with its setting and a fix, and no value', () => {
    const found = problems({
      PORT: '70000',
      DATABASE_URL: 'mysql://hunter2',
      LEADLOOP_KEY: 'short',
      LEADLOOP_LOG: 'loud',
    });
    expect(found.map(({ setting }) => setting)).to.have.members([
      'PORT',
      'DATABASE_URL',
      'LEADLOOP_KEY',
      'LEADLOOP_LOG',
    ]);
    expect(found.find(({ setting }) => setting === 'PORT')).to.deep.equal({
      setting: 'PORT',
      problem: 'is above 65535',
      fix: 'Set PORT to 0 (any free port) to 65535, e.g. 8484; or unset it.',
    });
    expect(JSON.stringify(found)).to.not.include('hunter2').and.to.not.include('"short"');
  });

  for (const value of ['1.5', 'abc', '-1', '0x10000']) {
    it(`refuses PORT=${value}`, () => expect(problems({ PORT: value })).to.have.length(1));
  }

  it('refuses a setting that it would ignore', () => {
    const [problem] = problems({ LEADLOOP_PARTITION: '4' });
    expect(problem?.setting).to.equal('LEADLOOP_PARTITION');
    expect(problem?.fix).to.include('LEADLOOP_PARTITIONS');
  });

  it('describes every setting', () => {
    const settings = describeSettings();
    expect(settings.map(({ name }) => name)).to.include.members([
      'PORT',
      'LEADLOOP_KEY',
      'LEADLOOP_PUBLIC_URL',
    ]);
    for (const { name, meaning, limits, example } of settings) {
      expect(meaning, name).to.match(/\.$/);
      expect(limits, name).to.not.equal('');
      expect(example, name).to.not.equal('');
    }
  });

  it('takes its own examples', () => {
    for (const { name, example } of describeSettings()) {
      expect(problems({ [name]: example }), name).to.deep.equal([]);
    }
  });
});
