/** CRL series, by what a certificate is. */
/** With linkage values: pseudonym certificates and those of emergency vehicles. */
export const LINKED_SERIES = 1;
export const COMPONENT_SERIES = 2;
/** Application certificates. */
export const OTHER_SERIES = 3;
/** Enrolment certificates; those are blocked at the RA, not listed. */
export const ENROLMENT_SERIES = 4;
/** The certificate that signs the lists. */
export const CRL_SIGNER_SERIES = 256;
