import { expect } from 'chai';
import { parseReports } from '../../../src/report/settings/parse.ts';

const problemsOf = (text: string) => {
  const parsed = parseReports(text, 'reports.yaml', ['inquiry', 'customer']);
  return parsed.kind === 'ok'
    ? []
    : parsed.problems.map(({ line, column, cause, fix }) => `${line}:${column} ${cause}. ${fix}`);
};

describe('reports.yaml', () => {
  it('is told where a rule asks for what there is not', () => {
    const [problem] = problemsOf('touches:\n  - { channel: Form, when: knd == "form_submit" }\n');
    expect(problem)
      .to.match(/^2:28 /)
      .and.to.contain('kind');
  });

  it('knows the kinds of touches', () => {
    const [problem] = problemsOf('touches:\n  - { channel: Form, when: kind == "form_submitted" }\n');
    expect(problem).to.contain('form_submit');
  });

  it('knows the models and the stages', () => {
    const [model, won] = problemsOf(
      'touches: [{ channel: A, when: campaign != null }]\nmodel: liner\nwon: costumer\n',
    );
    expect(model)
      .to.match(/^2:8 there is no model "liner"/)
      .and.to.contain('linear');
    expect(won)
      .to.match(/^3:6 there is no stage "costumer"/)
      .and.to.contain('customer');
  });

  it('goes by mql for those who are qualified where there is such a stage, and knows the stage that is named', () => {
    const qualified = (more: string, stages: readonly string[]) => {
      const parsed = parseReports(
        `touches: [{ channel: A, when: campaign != null }]${more}`,
        'reports.yaml',
        stages,
      );
      return parsed.kind === 'ok' ? parsed.value.qualified : parsed.problems[0]?.cause;
    };
    expect(qualified('', ['mql', 'customer'])).to.equal('mql');
    expect(qualified('', ['customer'])).to.equal(null);
    expect(qualified('\nqualified: sql', ['sql', 'customer'])).to.equal('sql');
    expect(qualified('\nqualified: sqll', ['sql', 'customer'])).to.equal('there is no stage "sqll"');
  });

  it('asks for a stage to be named where the usual one is not there', () => {
    const parsed = parseReports('touches: [{ channel: A, when: campaign != null }]', 'reports.yaml', [
      'a',
      'b',
    ]);
    expect(parsed.kind === 'ok' ? '' : parsed.problems[0]?.fix).to.contain('"won"');
  });

  it('does not count by the time of asking', () => {
    const [problem] = problemsOf('touches: [{ channel: A, when: now > timestamp("2026-01-01T00:00:00Z") }]');
    expect(problem).to.contain('the time of asking');
  });
});
