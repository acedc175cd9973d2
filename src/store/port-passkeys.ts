/** The public half of a credential, and what is known of its use. WebAuthn Level 3 §4, credential record. */
export interface Passkey {
  sub: string
  credential_id: string
  /** COSE_Key, base64url. RFC 9052 §7. */
  public_key: string
  sign_count: number
  transports: readonly string[]
  /** Model of the authenticator, as a UUID; nobody has vouched for it. */
  aaguid?: string
  backed_up: boolean
  /** What its person calls it. */
  name: string
  created_at: number
  last_used_at?: number
}

/**
 * Passkeys of people. Each lies with its person and is found by both names: an authenticator says whose it is, and nobody
 * else's is looked at, so that a credential id somebody else has registered as well confuses nothing.
 */
export interface Passkeys {
  /** Oldest first. */
  list(sub: string): Promise<readonly Passkey[]>
  find(sub: string, credential_id: string): Promise<Passkey | undefined>
  /** False when the person has it already, or `most` others. */
  add(passkey: Passkey, most: number): Promise<boolean>
  used(
    sub: string,
    credential_id: string,
    use: Pick<Passkey, 'sign_count' | 'backed_up'> & { last_used_at: number },
  ): Promise<void>
  rename(sub: string, credential_id: string, name: string): Promise<void>
  /** True for who takes it away; false when it is not there, or the last one and `keepLast`. */
  remove(sub: string, credential_id: string, options: { keepLast: boolean }): Promise<boolean>
}
