/** Who acts for the subject of a token; `act` inside is who acted before. RFC 8693 §4.1. */
export interface Actor {
  sub: string
  /** The client that the actor is, or acts by: a person and a client may be called alike. */
  client_id: string
  act?: Actor
}

/** Actors that one token may name: each is there for an API to judge, and all of them for the size of a header. */
export const LONGEST_CHAIN = 5

/** The chain with one actor more in front: the outermost is who acts now. RFC 8693 §4.1. */
export const actingFor = ({ sub, client_id }: Actor, before: Actor | undefined): Actor => ({
  sub,
  client_id,
  ...(before && { act: before }),
})

export const lengthOf = (actor: Actor | undefined): number =>
  actor === undefined ? 0 : 1 + lengthOf(actor.act)

/**
 * Whether a token's `may_act` names this actor: every member that identifies has to fit, and one has to be there. A token
 * without the claim leaves it to the policy of the client. RFC 8693 §4.4.
 */
export function mayAct(may_act: unknown, actor: Actor, issuer: string): boolean {
  if (may_act === undefined) return true
  if (typeof may_act !== 'object' || may_act === null) return false
  const known: Readonly<Record<string, string>> = { ...identity(actor), iss: issuer }
  const named = Object.entries(may_act)
  const identifies = named.some(([name]) => name === 'sub' || name === 'client_id')
  return identifies && named.every(([name, value]) => known[name] === value)
}

const identity = ({ sub, client_id }: Actor) => ({ sub, client_id })
