/**
 * An e-mail address as it is compared and stored: NFKC, lower case, no space around it; `undefined` when it is not one.
 * One spelling per person: look-alike code points are folded before anything is looked up.
 */
export function normaliseEmail(text: string | undefined): string | undefined {
  const email = (text ?? '').trim().normalize('NFKC').toLowerCase()
  return email.length <= 254 &&
    /^[^\s@<>"(),;:\\[\]]{1,64}@[^\s@<>"(),;:\\[\]]+\.[^\s@.]{2,}$/.test(email)
    ? email
    : undefined
}
