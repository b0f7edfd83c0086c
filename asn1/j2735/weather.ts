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
/** As NTCIP 1204 numbers them, from 1. */
export type EssPrecipSituation = Infer<typeof essPrecipSituation>;
export const EssPrecipSituation: Type<EssPrecipSituation> = named('EssPrecipSituation', essPrecipSituation);

const weatherReport = sequence(
  {
    isRaining: named('EssPrecipYesNo', enumerated(['precip', 'noPrecip', 'error'])),
    rainRate: optional(named('EssPrecipRate', integer(0, 65_535))),
    precipSituation: optional(EssPrecipSituation),
    solarRadiation: optional(named('EssSolarRadiation', integer(0, 65_535))),
    friction: optional(named('EssMobileFriction', integer(0, 101))),
    roadFriction: optional(named('CoefficientOfFriction', integer(0, 50))),
  },
  {},
);
export interface WeatherReport extends Infer<typeof weatherReport> {}
export const WeatherReport: Type<WeatherReport> = named('WeatherReport', weatherReport);

const wiperStatus = enumerated(
  ['unavailable', 'off', 'intermittent', 'low', 'high', 'washerInUse', 'automaticPresent'],
  [],
);
export type WiperStatus = Infer<typeof wiperStatus>;
export const WiperStatus: Type<WiperStatus> = named('WiperStatus', wiperStatus);
const WiperRate: Type<number> = named('WiperRate', integer(0, 127));
const wiperSet = sequence({
  statusFront: WiperStatus,
  rateFront: WiperRate,
  statusRear: optional(WiperStatus),
  rateRear: optional(WiperRate),
});
/** Rates in sweeps per minute. */
export interface WiperSet extends Infer<typeof wiperSet> {}
export const WiperSet: Type<WiperSet> = named('WiperSet', wiperSet);

const weatherProbe = sequence(
  {
    airTemp: optional(named('AmbientAirTemperature', integer(0, 191))),
    airPressure: optional(named('AmbientAirPressure', integer(0, 255))),
    rainRates: optional(WiperSet),
  },
  {},
);
/** `airTemp` in degrees Celsius above -40, 191 unknown. */
export interface WeatherProbe extends Infer<typeof weatherProbe> {}
export const WeatherProbe: Type<WeatherProbe> = named('WeatherProbe', weatherProbe);
