/** IEEE 1609.2.1 clause 9.5, module Ieee1609Dot2Dot1Acpc: activation codes that let devices use the certificates they already hold. */
import { HashAlgorithm, IValue, Time32 } from '../ieee1609dot2/base.ts';
import { bitsBetween, choice, type Infer, integer, list, named, octets, sequence, type Type } from '../schema.ts';

/** The PSID of everything here. */
export const AcpcPsid = 2_113_696;
/** 9.5  One series of trees of one sender. */
export const AcpcTreeId: Type<Uint8Array> = named('AcpcTreeId', octets(8));
/** 9.5  From a node's value those of its children follow; a leaf's opens the certificates of one device. */
export const AcpcNodeValue: Type<Uint8Array> = named('AcpcNodeValue', octets(16));
const bitString = bitsBetween(0, Infinity);

const aprvBinaryTree = sequence(
  {
    version: integer(2, 2),
    generationTime: Time32,
    currentI: IValue,
    acpcTreeId: AcpcTreeId,
    hashAlgorithmId: HashAlgorithm,
    tree: bitString,
    nodeValueList: list(AcpcNodeValue, 1),
  },
  {},
);
/** 9.5  For period `currentI`. `tree` tells which nodes are there, `nodeValueList` their values in that order. */
export interface AprvBinaryTree extends Infer<typeof aprvBinaryTree> {}
export const AprvBinaryTree: Type<AprvBinaryTree> = named('AprvBinaryTree', aprvBinaryTree);

const individualAprv = sequence(
  {
    version: integer(2, 2),
    generationTime: Time32,
    currentI: IValue,
    acpcTreeId: AcpcTreeId,
    nodeId: bitString,
    nodeValue: AcpcNodeValue,
  },
  {},
);
/** 9.5  One node, for one device, for period `currentI`. */
export interface IndividualAprv extends Infer<typeof individualAprv> {}
export const IndividualAprv: Type<IndividualAprv> = named('IndividualAprv', individualAprv);

const acpcPdu = choice({ tree: AprvBinaryTree, aprv: IndividualAprv }, {});
/** 9.5  All nodes that may be known, or the one a device asked for. */
export type AcpcPdu = Infer<typeof acpcPdu>;
export const AcpcPdu: Type<AcpcPdu> = named('AcpcPdu', acpcPdu);

const aprvHashCalculationInput = sequence(
  {
    version: integer(2, 2),
    acpcTreeId: AcpcTreeId,
    acpcPeriod: IValue,
    childNodeId: bitString,
    parentNodeValue: octets(16),
  },
  {},
);
/** 9.5  Its encoding is hashed to go from a node to its child. */
export interface AprvHashCalculationInput extends Infer<typeof aprvHashCalculationInput> {}
export const AprvHashCalculationInput: Type<AprvHashCalculationInput> = named(
  'AprvHashCalculationInput',
  aprvHashCalculationInput,
);

const acpcSsp = choice({ cam: named('CamSsp', list(AcpcTreeId, 1)) }, {});
/** The SSP of PSID 2113696: the trees whose values its holder may sign. */
export type AcpcSsp = Infer<typeof acpcSsp>;
export const AcpcSsp: Type<AcpcSsp> = named('AcpcSsp', acpcSsp);
