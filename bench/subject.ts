/** What encoding and decoding is measured on: five kinds of values, each as octets, as a plain value and as JSON. */
import { coer } from '../asn1/coer.ts';
import { Certificate, ToBeSignedCertificate } from '../asn1/ieee1609dot2/certificate.ts';
import { CrlContents } from '../asn1/ieee1609dot2/crl.ts';
import { Ieee1609Dot2Data, ToBeSignedData } from '../asn1/ieee1609dot2/data.ts';
import { MessageFrame } from '../asn1/j2735/frame.ts';
import { type Json, jer } from '../asn1/jer.ts';
import { choice, integer, type Node, sequence, type Type } from '../asn1/schema.ts';
import { uper } from '../asn1/uper.ts';
import { signSpdu } from '../src/secure/sign.ts';
import { explicitAmbulance, implicitAmbulance, request, signing } from './material.ts';
import { linkageCrl, map, spat } from './messages.ts';
import { plain } from './shape.ts';

export interface Subject {
  /** Both layers in one: what a receiver knows in the end, and what the other codecs are handed. */
  readonly shape: Node;
  readonly octets: readonly Uint8Array[];
  /** All that is in the octets, as our codecs give it; throws where they refuse it. */
  readonly decode: (octets: Uint8Array) => unknown;
  /** JER of what `decode` gave. */
  readonly jer: (decoded: never) => Json;
  /** Octets of a value of the shape, made as a sender makes them. */
  readonly encode: (value: never) => Uint8Array;
}
export const SUBJECTS = {
  srm: signedRequests,
  map: () => messages('MapData', many(25, map)),
  spat: () => messages('SPAT', many(100, spat)),
  certificate: certificates,
  crl: revocations,
} as const satisfies Readonly<Record<string, () => Subject>>;

const many = <T>(count: number, make: (n: number) => T): readonly T[] =>
  Array.from({ length: count }, (_, n) => make(n));
const frames = uper(MessageFrame);
const frameJer = jer(MessageFrame);
const spdus = coer(Ieee1609Dot2Data);
const spduJer = jer(Ieee1609Dot2Data);
const signedParts = coer(ToBeSignedData);

/** A frame that holds this message and no other: what a schema for one message would say. */
function only(name: MessageFrame['tag']): Node {
  if (MessageFrame.kind !== 'byId') throw new Error('a MessageFrame is no longer chosen by its id');
  return { ...MessageFrame, cases: MessageFrame.cases.filter((c) => c.name === name) };
}

function messages(name: MessageFrame['tag'], octets: readonly Uint8Array[]): Subject {
  return {
    shape: plain(only(name)),
    octets,
    decode: frames.read,
    jer: frameJer.to,
    encode: frames.encode,
  };
}

interface PlainSpdu {
  readonly protocolVersion: 3;
  readonly content: {
    readonly tag: 'signedData';
    readonly value: {
      readonly hashId: string;
      readonly tbsData: {
        readonly payload: { readonly data: { readonly content: { readonly value: MessageFrame } } };
        readonly headerInfo: ToBeSignedData['headerInfo'];
      };
      readonly signer: unknown;
      readonly signature: unknown;
    };
  };
}
/** SRMs as an intersection hears them: signed, with the digest of a certificate it knows. */
function signedRequests(): Subject {
  const signer = implicitAmbulance();
  const spdu = sequence({
    protocolVersion: integer(3, 3),
    content: choice({ unsecuredData: only('SignalRequestMessage') as Type<unknown> }),
  });
  return {
    shape: plain(Ieee1609Dot2Data, { 'SignedDataPayload.data': spdu }),
    octets: many(100, (n) => signSpdu(signing(signer, 'digest', n, request(n)))),
    decode(octets) {
      const data = spdus.read(octets);
      return { data, frame: frames.read(payloadOf(data)) };
    },
    jer({ data, frame }: { data: Ieee1609Dot2Data; frame: MessageFrame }) {
      const json = JSON.parse(JSON.stringify(spduJer.to(data)));
      json.content.signedData.tbsData.payload.data.content.unsecuredData = frameJer.to(frame);
      return json as Json;
    },
    // As a signer does it: the message, the data around it, what is hashed, and the whole, which holds that as it was
    // hashed (a `kept` value is written as its octets, so the outer encoding alone would be a copy).
    encode({ protocolVersion, content: { value } }: PlainSpdu) {
      const { payload, headerInfo } = value.tbsData;
      const octets = spdus.encode({
        protocolVersion,
        content: { tag: 'unsecuredData', value: frames.encode(payload.data.content.value) },
      });
      const tbs: ToBeSignedData = {
        payload: { data: { value: unread, octets }, extDataHash: undefined, omitted: undefined },
        headerInfo,
      };
      const tbsData = { value: tbs, octets: signedParts.encode(tbs) };
      const { hashId, signer, signature } = value;
      const signed = { hashId, tbsData, signer, signature };
      return spdus.encode({ protocolVersion, content: { tag: 'signedData', value: signed } } as Ieee1609Dot2Data);
    },
  };
}
const unread: Ieee1609Dot2Data = { protocolVersion: 3, content: { tag: 'unsecuredData', value: new Uint8Array(0) } };
function payloadOf({ content }: Ieee1609Dot2Data): Uint8Array {
  const inner = content.tag === 'signedData' ? content.value.tbsData.value.payload.data?.value.content : undefined;
  if (inner?.tag !== 'unsecuredData') throw new Error('no signed data with a payload');
  return inner.value;
}

type PlainCertificate = Omit<Certificate, 'toBeSigned'> & { readonly toBeSigned: ToBeSignedCertificate };
/** Implicit and explicit ones in turns. */
function certificates(): Subject {
  const codec = coer(Certificate);
  const inner = coer(ToBeSignedCertificate);
  return {
    shape: plain(Certificate),
    octets: many(100, (n) => (n % 2 === 0 ? implicitAmbulance(n) : explicitAmbulance(n)).record.octets),
    decode: codec.read,
    jer: jer(Certificate).to,
    // As an issuer does it: what is hashed first, then the whole around those octets.
    encode({ version, type, issuer, toBeSigned, signature }: PlainCertificate) {
      const kept = { value: toBeSigned, octets: inner.encode(toBeSigned) };
      return codec.encode({ version, type, issuer, toBeSigned: kept, signature });
    },
  };
}

function revocations(): Subject {
  const codec = coer(CrlContents);
  return {
    shape: plain(CrlContents),
    octets: [codec.encode(linkageCrl(10_000))],
    decode: codec.read,
    jer: jer(CrlContents).to,
    encode: codec.encode,
  };
}
