/** A device without a keyboard: the code, whose it is, and what is allowed. */
export const device = {}
