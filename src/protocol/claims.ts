/** Which claims a scope stands for. OpenID Connect Core §5.4. */
export const claimsOfScope: Readonly<Record<string, readonly string[]>> = {
  profile: [
    'name',
    'family_name',
    'given_name',
    'middle_name',
    'nickname',
    'preferred_username',
    'profile',
    'picture',
    'website',
    'gender',
    'birthdate',
    'zoneinfo',
    'locale',
    'updated_at',
  ],
  email: ['email', 'email_verified'],
  address: ['address'],
  phone: ['phone_number', 'phone_number_verified'],
}

/** The scopes that stand for some claims: what a person is asked when a client asks claim by claim. */
export const scopesOfClaims = (claims: readonly string[]): readonly string[] =>
  Object.keys(claimsOfScope).filter((scope) =>
    claimsOfScope[scope]?.some((claim) => claims.includes(claim)),
  )

export const standardClaims: readonly string[] = Object.values(claimsOfScope).flat()

/** What a client asks for by the `claims` parameter, as names per place. OpenID Connect Core §5.5. */
export interface RequestedClaims {
  id_token: readonly string[]
  userinfo: readonly string[]
  /** The one person the answer may be about. */
  sub?: string
  /** How they should have signed in. §5.5.1.1. */
  acr?: { essential: boolean; values: readonly string[] }
}

/** The `claims` parameter; `undefined` when it is absent or not a JSON object of the expected shape. */
export function parseClaims(claims: string | undefined): RequestedClaims | undefined {
  const asked = members(parseJson(claims))
  if (asked === undefined) return undefined
  const id_token = members(asked['id_token']) ?? {}
  const userinfo = members(asked['userinfo']) ?? {}
  const sub = members(id_token['sub'])?.['value']
  const acr = members(id_token['acr'])
  return {
    id_token: known(id_token),
    userinfo: known(userinfo),
    ...(typeof sub === 'string' && { sub }),
    ...(acr && { acr: { essential: acr['essential'] === true, values: textsIn(acr) } }),
  }
}

const known = (asked: object) => Object.keys(asked).filter((name) => standardClaims.includes(name))

/** The `value` or `values` of a claim that is asked for. */
const textsIn = ({ value, values }: Record<string, unknown>): readonly string[] =>
  [value, values].flat().filter((one) => typeof one === 'string')

const members = (value: unknown): Record<string, unknown> | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>) // an object, checked here
    : undefined

function parseJson(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? 'null')
  } catch {
    return undefined
  }
}
