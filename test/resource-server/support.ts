import {
  AccessError,
  createVerifier,
  type VerifierOptions,
} from '../../src/resource-server/index.ts'
import { createTestIssuer } from '../../src/resource-server/testing.ts'

export const issuer = 'https://id.example.com'
export const resource = 'https://api.example.com/notes'
export const resource_metadata =
  'https://api.example.com/.well-known/oauth-protected-resource/notes'

/** A test issuer and a verifier that trusts it; every fetch is counted. */
export function setUp(options: Partial<VerifierOptions> = {}) {
  const as = createTestIssuer({ issuer, resource })
  const fetched: string[] = []
  const fetch: VerifierOptions['fetch'] = async (url, init) => {
    fetched.push(url)
    return as.fetch(url, init)
  }
  const verifier = createVerifier({ issuer, resource, fetch, ...options })
  return { as, fetched, verifier }
}

/** The AccessError a promise ends with. */
export async function refusal(promise: Promise<unknown>): Promise<AccessError> {
  const error = await promise.then(
    () => undefined,
    (cause) => cause,
  )
  if (error instanceof AccessError) return error
  throw new Error(`expected an AccessError, received ${error}`, { cause: error })
}

/** A request to the API with these credentials. */
export function request(authorization?: string, url = resource): Request {
  return new Request(url, authorization === undefined ? {} : { headers: { authorization } })
}

export const now = () => Math.floor(Date.now() / 1000)
