/** Something that happened to an account: words and ids, never a secret or an address. */
export interface ActivityEntry {
  id: string
  at: number
  event: string
  details: ActivityDetails
}

export interface ActivityDetails {
  client_id?: string
  /** What it was done to, as its person calls it. */
  name?: string
  user_agent?: string
  /** Roughly where, as the platform sees it. */
  city?: string
  /** ISO 3166-1 alpha-2. */
  country?: string
}

/** Seconds an entry is kept. */
export const ACTIVITY_KEPT = 90 * 86_400

/** What happened to the accounts of people, for them to read. The audit is another book. */
export interface Activity {
  append(sub: string, entry: ActivityEntry): Promise<void>
  /** The newest first. */
  list(sub: string, limit: number): Promise<readonly ActivityEntry[]>
}
