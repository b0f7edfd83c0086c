/**
 * ETSI TS 103 097 (V2.1.1) clauses 5 and 7.1: what IEEE 1609.2 data breaks of the profile for Europe. Checked on a decoded
 * value, whether or not its signature holds; when it was made and by whom, the pipeline asks.
 */
import type { Ieee1609Dot2Data, RecipientInfo, SignedData } from '../../asn1/ieee1609dot2/data.ts';
import { type Breach, certificateBreaches, ETSI_PSID, etsiRole } from '../trust/etsi.ts';

/** Applications with a profile of their own (TS 102 965); all others have the generic one, 7.1.3. */
const CAM = 36;
const DENM = 37;

/** Everything that the data breaks, what holds of all of them (5) before its profile (7.1); empty where it keeps them. */
export function dataBreaches({ content }: Ieee1609Dot2Data): Breach[] {
  switch (content.tag) {
    case 'signedData':
      return signedBreaches(content.value);
    case 'encryptedData': {
      const { recipients, ciphertext } = content.value;
      const found = recipients.flatMap(recipientBreach);
      const aes = ciphertext.tag === 'aes128ccm';
      return aes ? found : [...found, breach('5.3', 'content.encryptedData.ciphertext', 'aes128ccm')];
    }
    default:
      return [breach('5.1', 'content', `signedData or encryptedData, found ${content.tag}`)];
  }
}

type Check = readonly [clause: string, field: string, rule: string, holds: boolean];
const AT = 'content.signedData';

function signedBreaches({ hashId, tbsData, signer, signature }: SignedData): Breach[] {
  const { payload, headerInfo: header } = tbsData.value;
  const contributors = (header.contributedExtensions ?? []).map(({ contributorId }) => contributorId);
  const one = (payload.data !== undefined) !== (payload.extDataHash !== undefined);
  const hash = /P384/.test(signature.tag) ? 'sha384' : 'sha256';
  const checks: Check[] = [
    ['5.2', 'hashId', `${hash}, as its signature is ${signature.tag}; found ${hashId}`, hashId === hash],
    ['5.2', 'tbsData.payload', 'either data or extDataHash', one && payload.omitted === undefined],
    [
      '5.2',
      'tbsData.payload.extDataHash',
      'sha256HashedData',
      payload.extDataHash === undefined || payload.extDataHash.tag === 'sha256HashedData',
    ],
    ...present('5.2', header, ['generationTime']),
    ...absent('5.2', header, ['p2pcdLearningRequest', 'missingCrlIdentifier']),
    [
      '5.2',
      'tbsData.headerInfo.contributedExtensions',
      'those of ETSI, contributor 2',
      contributors.every((id) => id === 2),
    ],
    ['5.2', 'signer', 'one certificate', signer.tag !== 'certificate' || signer.value.length === 1],
    ...profile(header.psid, header, signer.tag),
  ];
  const found = checks
    .filter(([, , , holds]) => !holds)
    .map(([clause, field, rule]) => breach(clause, `${AT}.${field}`, rule));
  return [...found, ...signerBreaches(signer)];
}

type Header = SignedData['tbsData']['value']['headerInfo'];
type Field = Exclude<keyof Header, '?'>;
const IN = 'tbsData.headerInfo';
const present = (clause: string, header: Header, fields: readonly Field[]): Check[] =>
  fields.map((name) => [clause, `${IN}.${name}`, 'present', header[name] !== undefined]);
const absent = (clause: string, header: Header, fields: readonly Field[]): Check[] =>
  fields.map((name) => [clause, `${IN}.${name}`, 'absent', header[name] === undefined]);

function profile(psid: number, header: Header, signer: string): Check[] {
  if (psid === CAM)
    return [
      ...absent('7.1.1', header, ['expiryTime', 'generationLocation', 'encryptionKey', 'pduFunctionalType']),
      ['7.1.1', 'signer', `digest or certificate, found ${signer}`, signer === 'digest' || signer === 'certificate'],
    ];
  if (psid === DENM)
    return [
      ...present('7.1.2', header, ['generationLocation']),
      ...absent('7.1.2', header, ['expiryTime', 'encryptionKey', 'inlineP2pcdRequest']),
      ...absent('7.1.2', header, ['requestedCertificate', 'pduFunctionalType']),
      ['7.1.2', 'signer', `certificate, found ${signer}`, signer === 'certificate'],
    ];
  // A request for a certificate is signed with the key it asks a certificate for (TS 102 941).
  const may = psid === ETSI_PSID.request ? ['digest', 'certificate', 'self'] : ['digest', 'certificate'];
  return [['7.1.3', 'signer', `${may.join(' or ')}, found ${signer}`, may.includes(signer)]];
}

/** 7.1: messages are signed by authorization tickets, requests and lists by whom TS 102 941 says. */
function signerBreaches(signer: SignedData['signer']): Breach[] {
  if (signer.tag !== 'certificate') return [];
  return signer.value.flatMap(({ value }, at) =>
    certificateBreaches(value, etsiRole(value)).map(({ clause, field, rule }) =>
      breach(clause, `${AT}.signer.certificate.${at}.${field}`, rule),
    ),
  );
}

const ABSENT_RECIPIENTS = ['pskRecipInfo', 'symmRecipInfo', 'rekRecipInfo'];
const recipientBreach = ({ tag }: RecipientInfo, at: number): Breach[] =>
  ABSENT_RECIPIENTS.includes(tag)
    ? [breach('5.3', `content.encryptedData.recipients.${at}`, `certRecipInfo or signedDataRecipInfo, found ${tag}`)]
    : [];

const breach = (clause: string, field: string, rule: string): Breach => ({ clause, field, rule });
