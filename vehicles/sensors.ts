/** What a vehicle knows of itself, in the units of its sensors. */
export interface Motion {
  /** Tenth microdegrees. */
  readonly latitude: number;
  readonly longitude: number;
  /** Metres above the ellipsoid. */
  readonly elevation: number;
  readonly speedMetresPerSecond: number;
  /** Clockwise from north. */
  readonly headingDegrees: number;
  readonly accelerationMetresPerSecond2: number;
}

export interface Body {
  readonly lengthMetres: number;
  readonly widthMetres: number;
}
