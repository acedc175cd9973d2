/** Codes and links by mail, and what they are for: signing in, signing up, a forgotten password. */
export const codes = {}
