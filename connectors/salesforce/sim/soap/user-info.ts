import type { SimReply } from '../../../../src/connector/sim/server.ts';
import type { FieldValue, Org } from '../org.ts';
import { answer } from './envelope.ts';

/** `getUserInfo`: the session's user and org (developer.salesforce.com: SOAP API, GetUserInfoResult). */
export function getUserInfo(org: Org): SimReply {
  const user = org.get('User', org.userId)?.values ?? {};
  const organization = org.get('Organization', org.orgId)?.values ?? {};
  const currency = orElse(organization.DefaultCurrencyIsoCode, 'USD');
  return answer('getUserInfo', [
    {
      accessibilityMode: false,
      chatterExternal: false,
      currencySymbol: '$',
      orgAttachmentFileSizeLimit: 5_242_880,
      orgDefaultCurrencyIsoCode: currency,
      orgDefaultCurrencyLocale: 'en_US',
      orgDisallowHtmlAttachments: false,
      orgHasPersonAccounts: false,
      organizationId: org.orgId,
      organizationMultiCurrency: false,
      organizationName: orElse(organization.Name, ''),
      profileId: orElse(user.ProfileId, '00e000000000001AAA'),
      roleId: null,
      sessionSecondsValid: 7200,
      userDefaultCurrencyIsoCode: null,
      userEmail: orElse(user.Email, ''),
      userFullName: orElse(user.Name, ''),
      userId: org.userId,
      userLanguage: 'en_US',
      userLocale: 'en_US',
      userName: orElse(user.Username, ''),
      userTimeZone: orElse(user.TimeZoneSidKey, 'America/Los_Angeles'),
      userType: 'Standard',
      userUiSkin: 'Theme3',
    },
  ]);
}

const orElse = (value: FieldValue | undefined, fallback: string): string =>
  typeof value === 'string' ? value : fallback;
