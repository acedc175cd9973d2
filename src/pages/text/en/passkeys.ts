/** Passkeys: on the sign-in page, after it, and on the account page. */
export const passkeys = {}
