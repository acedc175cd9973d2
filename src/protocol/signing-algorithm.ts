/** What every server signs with; a key of each is in its ring. RFC 7518 §3.1, RFC 8037 §3.1. */
export const signingAlgorithms = ['ES256', 'RS256', 'EdDSA'] as const

/**
 * What a resource may have its access tokens signed with: also ML-DSA-44 (FIPS 204, JOSE key type AKP), whose key is made
 * when the first resource wants it, where the runtime has it.
 */
export const accessTokenAlgorithms = [...signingAlgorithms, 'ML-DSA-44'] as const

export type SigningAlgorithm = (typeof accessTokenAlgorithms)[number]
