import { parseClaims } from '../protocol/claims.ts'
import type { Parameters } from '../protocol/parameters.ts'
import type { Client } from '../store/port.ts'
import { ACR_ONE_FACTOR, ACR_TWO_FACTORS } from './sign-in-ways.ts'

/**
 * What a request wants of a sign-in: two factors `needed`, or `preferred` where the person has them; `impossible` when it
 * is essential to the client to have what does not exist here.
 */
export type AcrWish = 'none' | 'preferred' | 'needed' | 'impossible'

const strongestLast: readonly AcrWish[] = ['none', 'preferred', 'needed', 'impossible']

/**
 * The strongest of what the client is registered for and what it asks. OpenID Connect Core §3.1.2.1 (`acr_values`: in order
 * of preference; ours alone count), §5.5.1.1 (`acr` as a claim), RFC 9470 §4.
 */
export function wishedAcr(
  { acr_values = '', claims }: Parameters,
  { required_acr }: Pick<Client, 'required_acr'>,
): AcrWish {
  const asked = parseClaims(claims)?.acr
  const wishes = [
    wishOf(required_acr === undefined ? [] : [required_acr]),
    wishOf(acr_values.split(' ')),
    wishOf(asked?.values ?? [], asked?.essential),
  ]
  return strongestLast.findLast((one) => wishes.includes(one)) ?? 'none'
}

function wishOf(values: readonly string[], essential = false): AcrWish {
  const [first, ...others] = values.filter((one) => OURS.includes(one))
  if (first === undefined) return essential && values.length > 0 ? 'impossible' : 'none'
  if (first !== ACR_TWO_FACTORS) return 'none'
  return others.includes(ACR_ONE_FACTOR) ? 'preferred' : 'needed'
}

const OURS = [ACR_ONE_FACTOR, ACR_TWO_FACTORS]

/** Whether a person has proven as much as a client is registered to need. */
export const isEnoughFor = (
  { required_acr }: Pick<Client, 'required_acr'>,
  acr: unknown,
): boolean => required_acr !== ACR_TWO_FACTORS || acr === ACR_TWO_FACTORS
