/** ETSI EN 302 636-5-1: the two transport headers over GeoNetworking, four octets each, UPER. */
import { type Infer, integer, named, sequence, type Type } from '../schema.ts';

const port = named('BtpPort', integer(0, 65_535));

const btpA = sequence({ destinationPort: port, sourcePort: port });
/** 7.2.1  For an exchange: the answer goes to the source port. */
export interface BtpA extends Infer<typeof btpA> {}
export const BtpA: Type<BtpA> = named('BtpA', btpA);

const btpB = sequence({
  destinationPort: port,
  /** Zero, unless the port is known to several. */
  destinationPortInfo: integer(0, 65_535),
});
/** 7.3.1  For messages that nobody answers. */
export interface BtpB extends Infer<typeof btpB> {}
export const BtpB: Type<BtpB> = named('BtpB', btpB);

/** TS 103 248: the destination port of each kind of message. */
export const BTP_PORT = {
  CAM: 2001,
  DENM: 2002,
  MAPEM: 2003,
  SPATEM: 2004,
  SAEM: 2005,
  IVIM: 2006,
  SREM: 2007,
  SSEM: 2008,
  CPM: 2009,
  EVCSN: 2010,
  TPG: 2011,
  'EV-RSR': 2012,
  RTCMEM: 2013,
  CTLM: 2014,
  CRLM: 2015,
  'certificate request': 2016,
  MCDM: 2017,
  VAM: 2018,
  IMZM: 2019,
} as const;
