import type { SimReply, SimRequest } from '../../../../src/connector/sim/server.ts';
import type { SimOrg } from '../org/create.ts';
import type { Org, SaveOptions } from '../org.ts';
import { convertLead } from './convert-lead.ts';
import { answer, children, fault, readCall, text, type Call, type Children } from './envelope.ts';
import { merge } from './merge.ts';
import { getUserInfo } from './user-info.ts';

/** Beside the org, signing out: it ends one session. */
type SignedInOrg = Org & Pick<SimOrg, 'endSession'>;

const PATH = /^\/services\/Soap\/u\/(\d+(?:\.0)?)(?:\/.*)?$/i;

/** From this version on the WSDL has no `login` (help.salesforce.com: Retirement of SOAP API login()). */
const NO_LOGIN_FROM = 65;

/** The partner SOAP API, `/services/Soap/u/NN.0`: what has no REST form, plus sign-out. Null for any other path. */
export function handleSoap(request: SimRequest, org: SignedInOrg): SimReply | null {
  const version = PATH.exec(request.path)?.[1];
  if (version === undefined) return null;
  const call = readCall(request.body);
  if (call === null) return fault('soapenv:Client', 'The request is no SOAP envelope with one operation');
  if (call.operation === 'login') return refuseLogin(Number(version));
  const token = text(children(call.header.SessionHeader).sessionId) ?? '';
  if (!org.validSession(token)) {
    return fault(
      'sf:INVALID_SESSION_ID',
      'INVALID_SESSION_ID: Invalid Session ID found in SessionHeader: Illegal Session. Session not found, missing session hash',
    );
  }
  return perform(call, org, token, saveOptions(call.header, version));
}

function perform(call: Call, org: SignedInOrg, token: string, options: SaveOptions): SimReply {
  switch (call.operation) {
    case 'convertLead':
      return convertLead(call.argument, org, options);
    case 'merge':
      return merge(call.argument, org, options);
    case 'getUserInfo':
      return getUserInfo(org);
    case 'logout':
      org.endSession(token);
      return answer('logout', []);
    default:
      return { status: 501, body: { gap: `no SOAP operation ${call.operation}` } };
  }
}

const refuseLogin = (version: number): SimReply =>
  version >= NO_LOGIN_FROM
    ? fault('soapenv:Client', 'No operation available for request {urn:partner.soap.sforce.com}login')
    : fault(
        'sf:INVALID_OPERATION',
        'INVALID_OPERATION: SOAP API login() is disabled by default in this org.',
      );

function saveOptions(header: Children, version: string): SaveOptions {
  const client = text(children(header.CallOptions).client);
  return {
    api: `soap/${Number(version).toFixed(1)}`,
    allowDuplicates: children(header.DuplicateRuleHeader).allowSave === 'true',
    ...(client === undefined ? {} : { client }),
  };
}
