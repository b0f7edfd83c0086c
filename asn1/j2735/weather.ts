/** SAE J2735: the weather a vehicle meets. */
import { enumerated, type Infer, integer, named, optional, sequence, type Type } from '../schema.ts';

const essPrecipSituation = enumerated([
  'other',
  'unknown',
  'noPrecipitation',
  'unidentifiedSlight',
  'unidentifiedModerate',
  'unidentifiedHeavy',
  'snowSlight',
  'snowModerate',
  'snowHeavy',
  'rainSlight',
  'rainModerate',
  'rainHeavy',
  'frozenPrecipitationSlight',
  'frozenPrecipitationModerate',
  'frozenPrecipitationHeavy',
]);
/** NTCIP EssPrecipSituation  As NTCIP 1204 numbers them, from 1. */
export type EssPrecipSituation = Infer<typeof essPrecipSituation>;
export const EssPrecipSituation: Type<EssPrecipSituation> = named('EssPrecipSituation', essPrecipSituation);

const weatherReport = sequence(
  {
    isRaining: named('EssPrecipYesNo', enumerated(['precip', 'noPrecip', 'error'])),
    /** 0.1 g/m² a second; 65535 missing. */
    rainRate: optional(named('EssPrecipRate', integer(0, 65_535))),
    precipSituation: optional(EssPrecipSituation),
    /** Joules per m² of the last 24 hours; 65535 missing. */
    solarRadiation: optional(named('EssSolarRadiation', integer(0, 65_535))),
    /** Percent; 101 missing. */
    friction: optional(named('EssMobileFriction', integer(0, 101))),
    /** Coefficient in steps of 0.02; 0 unavailable as well. */
    roadFriction: optional(named('CoefficientOfFriction', integer(0, 50))),
  },
  {},
);
/** DF_WeatherReport */
export interface WeatherReport extends Infer<typeof weatherReport> {}
export const WeatherReport: Type<WeatherReport> = named('WeatherReport', weatherReport);

const wiperStatus = enumerated(
  ['unavailable', 'off', 'intermittent', 'low', 'high', 'washerInUse', 'automaticPresent'],
  [],
);
/** DE_WiperStatus */
export type WiperStatus = Infer<typeof wiperStatus>;
export const WiperStatus: Type<WiperStatus> = named('WiperStatus', wiperStatus);
const WiperRate: Type<number> = named('WiperRate', integer(0, 127));
const wiperSet = sequence({
  statusFront: WiperStatus,
  /** Sweeps a minute. */
  rateFront: WiperRate,
  statusRear: optional(WiperStatus),
  /** Sweeps a minute. */
  rateRear: optional(WiperRate),
});
/** DF_WiperSet */
export interface WiperSet extends Infer<typeof wiperSet> {}
export const WiperSet: Type<WiperSet> = named('WiperSet', wiperSet);

const weatherProbe = sequence(
  {
    /** Degrees Celsius above -40; 191 unknown. */
    airTemp: optional(named('AmbientAirTemperature', integer(0, 191))),
    /** Steps of 2 hPa above 580 hPa. */
    airPressure: optional(named('AmbientAirPressure', integer(0, 255))),
    rainRates: optional(WiperSet),
  },
  {},
);
/** DF_WeatherProbe */
export interface WeatherProbe extends Infer<typeof weatherProbe> {}
export const WeatherProbe: Type<WeatherProbe> = named('WeatherProbe', weatherProbe);
