/** The domain passkeys belong to. WebAuthn Level 3 §5.1.3. */

/** Whether a host is an IP address, as `URL` spells it: it is nobody's relying party. */
export const isAddress = (host: string): boolean => /^[\d.]+$|^\[/.test(host)

/**
 * Whether pages of `host` may use passkeys of this domain: it is the host, or one that the host lies in and that is not a
 * top-level domain. Public suffixes such as co.uk are found out by the browser.
 */
export const isRpIdFor = (host: string, rpId: string): boolean =>
  host === rpId || (host.endsWith(`.${rpId}`) && rpId.includes('.') && !isAddress(host))
