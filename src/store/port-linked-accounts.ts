/** An account elsewhere, as it is told apart: by the id of the upstream here, and by its subject there. */
export interface UpstreamAccount {
  upstream: string
  subject: string
}

/** An account elsewhere that a person signs in with. */
export interface LinkedAccount extends UpstreamAccount {
  /** As the upstream spelled it when it was linked, for its person to tell it by. */
  email?: string
  linked_at: number
  last_used_at?: number
}

/** Accounts elsewhere that people sign in with, each linked to one person at most. */
export interface LinkedAccounts {
  /** The `sub` of the person it is linked to. */
  owner(account: UpstreamAccount): Promise<string | undefined>
  /** False when it is somebody else's; of any number of people who link one at once, it is true for one. */
  link(sub: string, account: UpstreamAccount & { email?: string }, now: number): Promise<boolean>
  /** Its person has signed in with it. */
  used(sub: string, account: UpstreamAccount, now: number): Promise<void>
  list(sub: string): Promise<readonly LinkedAccount[]>
  /** Without effect when it is not theirs. */
  unlink(sub: string, account: UpstreamAccount): Promise<void>
}
