import {
  base64URLStringToBuffer as decode,
  bufferToBase64URLString as encode,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialDescriptorJSON,
  type PublicKeyCredentialRequestOptionsJSON,
} from '@simplewebauthn/browser'

/** The two ceremonies, and what they speak to the server: JSON with bytes as base64url. WebAuthn Level 3 §5.1. */

let waiting = new AbortController()

/** A browser has one ceremony at a time: the one that waits in the background gives way. */
function next(): AbortSignal {
  waiting.abort()
  waiting = new AbortController()
  return waiting.signal
}

/** Makes a passkey. */
export async function create(options: PublicKeyCredentialCreationOptionsJSON): Promise<object> {
  const { challenge, user, excludeCredentials, ...rest } = options
  const publicKey = {
    ...rest,
    challenge: decode(challenge),
    user: { ...user, id: decode(user.id) },
    excludeCredentials: descriptors(excludeCredentials),
  } as PublicKeyCredentialCreationOptions // as the server has written it: extensions differ in their types alone
  return answerOf(await navigator.credentials.create({ publicKey, signal: next() }))
}

/** Asks for one: in a dialogue, or among what the browser fills in. */
export async function get(
  { challenge, allowCredentials, ...rest }: PublicKeyCredentialRequestOptionsJSON,
  mediation?: 'conditional',
): Promise<object> {
  const publicKey = {
    ...rest,
    challenge: decode(challenge),
    allowCredentials: descriptors(allowCredentials),
  } as PublicKeyCredentialRequestOptions // as above
  return answerOf(
    await navigator.credentials.get({ publicKey, signal: next(), ...(mediation && { mediation }) }),
  )
}

const descriptors = (those: readonly PublicKeyCredentialDescriptorJSON[] = []) =>
  those.map((one) => ({ ...one, id: decode(one.id) }))

function answerOf(credential: Credential | null): object {
  const { id, type, response } = credential as PublicKeyCredential // public-key was asked for
  // what either kind of response has
  const { clientDataJSON, attestationObject, authenticatorData, signature, userHandle } =
    response as Partial<AuthenticatorAttestationResponse & AuthenticatorAssertionResponse>
  const bytes = { clientDataJSON, attestationObject, authenticatorData, signature, userHandle }
  const texts = Object.entries(bytes).map(([name, value]) => [
    name,
    value ? encode(value) : undefined,
  ])
  const transports = (response as Partial<AuthenticatorAttestationResponse>).getTransports?.()
  return { id, rawId: id, type, response: { ...Object.fromEntries(texts), transports } }
}
