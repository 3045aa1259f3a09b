import { expect } from 'chai';
import { startWire, type Wire } from './start.ts';

describe('salesforce simulator: SOAP', () => {
  let wire: Wire;
  beforeEach(async () => {
    wire = await startWire();
  });
  afterEach(() => wire.close());

  const newId = (type: string, values: Readonly<Record<string, unknown>>): string => {
    const result = wire.org.insert(type, values);
    if (!result.success) throw new Error(JSON.stringify(result.errors));
    return result.id;
  };

  const call = async (operation: string, version = '68.0'): Promise<{ status: number; text: string }> => {
    const response = await fetch(`${wire.url}/services/Soap/u/${version}`, {
      method: 'POST',
      headers: { 'Content-Type': 'text/xml', SOAPAction: '""' },
      body: `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/" xmlns:p="urn:partner.soap.sforce.com"><e:Header><p:SessionHeader><p:sessionId>${wire.token}</p:sessionId></p:SessionHeader></e:Header><e:Body>${operation}</e:Body></e:Envelope>`,
    });
    return { status: response.status, text: await response.text() };
  };

  /** In the order of the WSDL: jsforce sends keys as they come. */
  const conversion = (leadId: string) => ({
    convertedStatus: 'Closed - Converted',
    doNotCreateOpportunity: false,
    leadId,
    opportunityName: 'Acme & Söhne <big>',
    overwriteLeadSource: false,
    sendNotificationEmail: false,
  });

  it('converts a lead for jsforce', async () => {
    const leadId = newId('Lead', { LastName: 'Ng', Company: 'Acme' });
    const result = await wire.connection.soap.convertLead(conversion(leadId));
    expect(result).to.include({ success: true, leadId });
    expect(result.errors).to.deep.equal([]);
    const opportunity = wire.org.get('Opportunity', result.opportunityId ?? '');
    expect(opportunity?.values['Name']).to.equal('Acme & Söhne <big>');
    expect(wire.org.get('Contact', result.contactId ?? '')?.values['AccountId']).to.equal(result.accountId);
  });

  it('tells per lead why one of several was not converted', async () => {
    const converted = newId('Lead', { LastName: 'Ng', Company: 'Acme' });
    await wire.connection.soap.convertLead(conversion(converted));
    const fresh = newId('Lead', { LastName: 'Ode', Company: 'Bolt' });
    const results = await wire.connection.soap.convertLead([conversion(converted), conversion(fresh)]);
    expect(results.map((result) => result.success)).to.deep.equal([false, true]);
    expect(results[0]?.errors[0]?.statusCode).to.be.a('string').and.not.equal('');
    expect(results[0]?.errors[0]?.message).to.be.a('string').and.not.equal('');
  });

  it('refuses elements that are not in the order of the WSDL', async () => {
    const leadId = newId('Lead', { LastName: 'Ng', Company: 'Acme' });
    const { convertedStatus, ...rest } = conversion(leadId);
    const error = await failure(wire.connection.soap.convertLead({ ...rest, convertedStatus }));
    expect(error.message).to.match(/convertedStatus invalid at this location in type/);
    expect(wire.org.get('Lead', leadId)?.values['IsConverted']).not.to.equal(true);
  });

  it('carries the client of the call into the origin of the changes', async () => {
    const origins: string[] = [];
    wire.org.onChange((changes) => origins.push(...changes.map((change) => change.changeOrigin)));
    const leadId = newId('Lead', { LastName: 'Ng', Company: 'Acme' });
    await wire.connection.soap.convertLead(conversion(leadId));
    expect(origins.at(-1)).to.equal('com/salesforce/api/soap/68.0;client=leadloop');
  });

  it('refuses an ended session with HTTP 500 and the fault clients look for', async () => {
    wire.org.expireSessions();
    const { status, text } = await call('<p:getUserInfo/>');
    expect(status).to.equal(500);
    expect(text).to.contain('<faultcode>sf:INVALID_SESSION_ID</faultcode>');
  });

  it('tells who is signed in', async () => {
    const info = await wire.connection.soap.getUserInfo();
    expect(info).to.include({ userId: wire.org.userId, organizationId: wire.org.orgId });
    expect(info.userName).not.to.equal('');
  });

  it('ends the one session that signs out', async () => {
    const other = wire.org.newSession();
    expect((await call('<p:logout/>')).status).to.equal(200);
    expect([wire.token, other].map((token) => wire.org.validSession(token))).to.deep.equal([false, true]);
  });

  it('merges a lead into another and writes the fields given with the winner', async () => {
    const winner = newId('Lead', { LastName: 'Ng', Company: 'Acme', Title: 'CEO' });
    const loser = newId('Lead', { LastName: 'Ngg', Company: 'Acme' });
    const { text } = await call(
      `<p:merge><p:request><p:masterRecord><type>Lead</type><fieldsToNull>Title</fieldsToNull><Id>${winner}</Id><Phone>123</Phone></p:masterRecord><p:recordToMergeIds>${loser}</p:recordToMergeIds></p:request></p:merge>`,
    );
    expect(text).to.contain(`<mergedRecordIds>${loser}</mergedRecordIds><success>true</success>`);
    expect(wire.org.get('Lead', loser)).to.include({ IsDeleted: true, MasterRecordId: winner });
    expect(wire.org.get('Lead', winner)?.values).to.include({ Phone: '123' });
    expect(wire.org.get('Lead', winner)?.values['Title'] ?? null).to.equal(null);
  });

  it('merges nothing when the winner cannot be saved', async () => {
    const winner = newId('Lead', { LastName: 'Ng', Company: 'Acme' });
    const loser = newId('Lead', { LastName: 'Ngg', Company: 'Acme' });
    const { text } = await call(
      `<p:merge><p:request><p:masterRecord><type>Lead</type><Id>${winner}</Id><LastName>${'x'.repeat(81)}</LastName></p:masterRecord><p:recordToMergeIds>${loser}</p:recordToMergeIds></p:request></p:merge>`,
    );
    expect(text)
      .to.contain('<statusCode>STRING_TOO_LONG</statusCode>')
      .and.contain('<success>false</success>');
    expect(wire.org.get('Lead', loser)?.IsDeleted).to.equal(false);
  });

  it('has no login: refused as unknown from v65, as disabled before', async () => {
    const login = '<p:login><p:username>u</p:username><p:password>p</p:password></p:login>';
    expect((await call(login)).text).to.contain('No operation available for request');
    expect((await call(login, '64.0')).text).to.contain(
      'SOAP API login() is disabled by default in this org',
    );
  });

  it('names an operation it does not know as a gap', async () => {
    expect(await call('<p:describeTabs/>')).to.deep.equal({
      status: 501,
      text: '{"gap":"no SOAP operation describeTabs"}',
    });
  });
});

const failure = (work: Promise<unknown>): Promise<Error> =>
  work.then(
    () => {
      throw new Error('expected a failure');
    },
    (error: unknown) => error as Error,
  );
