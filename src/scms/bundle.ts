/** The certificates of the service that a device leaves the secure room with (1609.2.1 bootstrap), as octets. */
export interface Bundle {
  readonly root: Uint8Array;
  readonly ica: Uint8Array;
  readonly eca: Uint8Array;
  readonly aca: Uint8Array;
  readonly ra: Uint8Array;
  readonly ma: Uint8Array;
}
