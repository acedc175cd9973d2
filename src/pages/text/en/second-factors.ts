/** A second proof: codes of an app, recovery codes, remembered devices. */
export const secondFactors = {}
