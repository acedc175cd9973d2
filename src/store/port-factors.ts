/** What a person has beside a password or passkey to prove who they are, and the browsers that may do without. */

/** What is shared with an authenticator app. RFC 6238. */
export interface Totp {
  /** Sealed: who reads the table cannot make codes. */
  secret: string
  created_at: number
}

/** Whether a person has an app, and how many recovery codes they have left. */
export interface FactorState {
  totp?: Totp
  recovery_codes: number
}

/** A browser whose person need not give the second proof for a while. */
export interface RememberedDevice {
  /** A `personalId`. */
  id: string
  user_agent?: string
  created_at: number
  last_used_at: number
  expires_at: number
}

export interface Factors {
  of(sub: string): Promise<FactorState>
  /** False when there is one already; of any number at once, one is true. `last_step` is that of the first code. */
  addTotp(sub: string, totp: Totp & { last_step: number }): Promise<boolean>
  /**
   * Uses up a time step: true when it is later than every one before it, so that a code counts once. RFC 6238 §5.2. With
   * a `secret`, that is kept from now on: the same one, sealed anew.
   */
  spendStep(sub: string, step: number, secret?: string): Promise<boolean>
  /** Takes the app away; false when there was none. */
  removeTotp(sub: string): Promise<boolean>
  /** From now on these are good and no others; none takes all away. */
  replaceRecoveryCodes(sub: string, hashes: readonly string[], now: number): Promise<void>
  /** Hashes of those that are good. */
  recoveryCodes(sub: string): Promise<readonly string[]>
  /** True for the first who uses it, false ever after. */
  spendRecoveryCode(sub: string, hash: string, now: number): Promise<boolean>
  rememberDevice(sub: string, device: RememberedDevice, secret_hash: string): Promise<void>
  /** The live device with this secret, and notes that it was used. */
  useDevice(sub: string, secret_hash: string, now: number): Promise<RememberedDevice | undefined>
  devices(sub: string, now: number): Promise<readonly RememberedDevice[]>
  /** One of them, or all. */
  forgetDevices(sub: string, id?: string): Promise<void>
}
