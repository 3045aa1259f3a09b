import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { campaignIn, oneLine, pageOf, TOUCHPOINT_KINDS, whoHas } from '../../../src/domain/touchpoint.ts';

const OPERATIONS = join(import.meta.dirname, '..', '..', '..', 'docs', 'operations.md');

describe('a touchpoint', () => {
  it('is about one line of at most 250 characters, or about nothing', () => {
    expect(oneLine('  Talk\n to   sales ')).to.equal('Talk to sales');
    expect(oneLine('x'.repeat(300))).to.have.length(250);
    for (const blank of ['', ' \n ', null, undefined]) expect(oneLine(blank)).to.equal(null);
  });

  it('of a page is about its address without what differs from visit to visit', () => {
    expect(pageOf('https://acme.example/pricing?utm_campaign=spring#plans')).to.equal(
      'https://acme.example/pricing',
    );
    expect(pageOf('https://acme.example/#a?b')).to.equal('https://acme.example/');
    expect(pageOf('')).to.equal(null);
  });

  it('has the campaign that a link names', () => {
    expect(campaignIn('https://acme.example/?a=1&utm_campaign=Spring+Sale#utm_campaign=no')).to.equal(
      'Spring Sale',
    );
    for (const none of ['https://acme.example/?utm_campaign=', 'no link', null])
      expect(campaignIn(none)).to.equal(null);
  });

  it('knows a person by an address whatever its case, and by nothing that is none', () => {
    expect(whoHas(' Ada@Acme.example ')).to.deep.equal({ kind: 'email', address: 'ada@acme.example' });
    for (const none of ['', 'ada', 'a@b@c', 'a b@c.example', null]) expect(whoHas(none)).to.equal(null);
  });

  it('is of a kind that the documentation explains', () => {
    const page = readFileSync(OPERATIONS, 'utf8');
    const section = page.slice(page.indexOf('## What people do'), page.indexOf('## Limits and lanes'));
    for (const kind of TOUCHPOINT_KINDS) expect(section).to.contain(`\`${kind}\``);
  });
});
