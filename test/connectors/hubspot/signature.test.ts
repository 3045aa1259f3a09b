import { expect } from 'chai';
import { Signature } from '@hubspot/api-client';
import { sign, verifySignature, WINDOW_MS } from '../../../connectors/hubspot/signature.ts';
import { SIGNATURES } from './fixtures/signatures.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('the HubSpot signature', () => {
  for (const { name, secret, body, ...rest } of SIGNATURES) {
    const request = { ...rest, body: bytes(body) };
    const at = new Date(Number(rest.timestamp));

    it(`accepts the recorded signature of ${name}`, () => {
      expect(verifySignature(request, secret, at)).to.equal('valid');
    });

    it(`refuses ${name} when any signed part differs`, () => {
      const forgeries = [
        { ...request, body: bytes(body.replace('123', '124')) },
        { ...request, url: `${rest.url}/` },
        { ...request, method: 'PUT' },
        { ...request, timestamp: String(Number(rest.timestamp) + 1) },
        { ...request, signature: '' },
        { ...request, signature: rest.signature.toLowerCase() },
      ];
      for (const forged of forgeries) expect(verifySignature(forged, secret, at)).to.equal('wrong');
      expect(verifySignature(request, 'another secret', at)).to.equal('wrong');
    });

    it(`refuses ${name} five minutes after and five minutes before its time, and without a real time`, () => {
      const moved = (ms: number): Date => new Date(at.getTime() + ms);
      expect(verifySignature(request, secret, moved(WINDOW_MS))).to.equal('valid');
      expect(verifySignature(request, secret, moved(WINDOW_MS + 1))).to.equal('stale');
      expect(verifySignature(request, secret, moved(-WINDOW_MS - 1))).to.equal('stale');
      for (const timestamp of ['', 'NaN', 'soon', '1e99', '-1']) {
        expect(verifySignature({ ...request, timestamp }, secret, at)).to.equal('stale');
      }
    });
  }

  it('agrees with the vendor client on a URL without escapes', () => {
    const request = { method: 'POST', url: 'https://a.example/x?y=1', timestamp: '1790000000000' };
    const theirs = Signature.getSignature(request.method, 'v3', {
      url: request.url,
      timestamp: Number(request.timestamp),
      requestBody: 'ä',
      clientSecret: 's',
      signature: '',
    });
    expect(sign({ ...request, body: bytes('ä') }, 's')).to.equal(theirs);
  });

  it('decodes only the escapes HubSpot names', () => {
    const signed = (url: string): string =>
      sign({ method: 'POST', url, body: bytes(''), timestamp: '1' }, 's');
    expect(signed('https://a.example/x?y=a%3Ab%2fc')).to.equal(signed('https://a.example/x?y=a:b/c'));
    expect(signed('https://a.example/x?y=a%20b')).not.to.equal(signed('https://a.example/x?y=a b'));
  });
});
