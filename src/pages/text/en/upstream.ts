/** Signing in with an account elsewhere, and linking one. */
export const upstream = {}
