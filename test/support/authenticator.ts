import {
  createHash,
  createSign,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
} from 'node:crypto'

const sha256 = (data: string | Buffer) => createHash('sha256').update(data).digest()

/** What goes into a CBOR item. RFC 8949 §3. */
type Item = number | string | Buffer | Map<number | string, Item>

/** CBOR in its shortest form. RFC 8949 §4.2.1. */
function cbor(item: Item): Buffer {
  if (typeof item === 'number') return item < 0 ? head(1, -1 - item) : head(0, item)
  if (typeof item === 'string') {
    const bytes = Buffer.from(item)
    return Buffer.concat([head(3, bytes.length), bytes])
  }
  if (item instanceof Map) {
    const pairs = [...item].flatMap(([key, value]) => [cbor(key), cbor(value)])
    return Buffer.concat([head(5, item.size), ...pairs])
  }
  return Buffer.concat([head(2, item.length), item])
}

function head(major: number, value: number): Buffer {
  if (value < 24) return Buffer.from([(major << 5) | value])
  if (value < 256) return Buffer.from([(major << 5) | 24, value])
  return Buffer.from([(major << 5) | 25, value >> 8, value & 255])
}

interface Credential {
  id: Buffer
  rpId: string
  userHandle: string
  key: KeyObject
  count: number
}

/** How an authenticator behaves; every member can be told anew for one answer. */
export interface Behaviour {
  /** Where the browser says it is. */
  origin: string
  /** Under which domain it signs. */
  rpId?: string
  challenge?: string
  /** What the browser says it was asked for. */
  type?: string
  crossOrigin?: boolean
  userPresent?: boolean
  userVerified: boolean
  /** Whether credentials leave the device. WebAuthn Level 3 §6.1.3. */
  synced: boolean
  /** Whether it counts. */
  counts: boolean
  aaguid: string
  userHandle?: string
}

interface Options {
  challenge: string
  rpId?: string
  rp?: { id: string }
  user?: { id: string }
  allowCredentials?: { id: string }[]
  excludeCredentials?: { id: string }[]
}

/** An authenticator in software, with a browser around it: P-256, as WebAuthn Level 3 §6 describes it. */
export class Authenticator {
  readonly credentials: Credential[] = []
  readonly behaviour: Behaviour

  constructor(behaviour: Partial<Behaviour> & { origin: string }) {
    this.behaviour = {
      userVerified: true,
      synced: true,
      counts: false,
      aaguid: '00000000-0000-0000-0000-000000000000',
      ...behaviour,
    }
  }

  /** RegistrationResponseJSON for the options of a page. §6.3.2. */
  create(options: string, changes: Partial<Behaviour> = {}): string {
    const told = { ...this.behaviour, ...changes }
    const { challenge, rp, user, excludeCredentials = [] } = JSON.parse(options) as Options
    if (excludeCredentials.some(({ id }) => this.find(id))) throw new Error('InvalidStateError')
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const { x = '', y = '' } = publicKey.export({ format: 'jwk' })
    const made: Credential = {
      id: randomBytes(16),
      rpId: told.rpId ?? rp?.id ?? '',
      userHandle: user?.id ?? '',
      key: privateKey,
      count: told.counts ? 1 : 0,
    }
    this.credentials.push(made)
    // RFC 9053 §7.1.1: kty EC2, alg ES256, crv P-256
    const cose = new Map<number, Item>([
      [1, 2],
      [3, -7],
      [-1, 1],
      [-2, Buffer.from(x, 'base64url')],
      [-3, Buffer.from(y, 'base64url')],
    ])
    const attested = Buffer.concat([
      Buffer.from(told.aaguid.replaceAll('-', ''), 'hex'),
      Buffer.from([0, made.id.length]),
      made.id,
      cbor(cose),
    ])
    const attestation = new Map<string, Item>([
      ['fmt', 'none'],
      ['attStmt', new Map()],
      ['authData', Buffer.concat([dataOf(made, told, 0x40), attested])],
    ])
    return answer(made, {
      clientDataJSON: clientData({ type: 'webauthn.create', challenge, ...told }),
      attestationObject: cbor(attestation).toString('base64url'),
      transports: ['internal', 'hybrid'],
    })
  }

  /** AuthenticationResponseJSON for the options of a page. §6.3.3. */
  get(options: string, changes: Partial<Behaviour> = {}): string {
    const told = { ...this.behaviour, ...changes }
    const { challenge, rpId, allowCredentials = [] } = JSON.parse(options) as Options
    const used =
      allowCredentials.length > 0
        ? allowCredentials.map(({ id }) => this.find(id)).find(Boolean)
        : this.credentials.at(-1)
    if (used === undefined) throw new Error('NotAllowedError')
    if (told.counts) used.count++
    const authenticatorData = dataOf({ ...used, rpId: rpId ?? '' }, told)
    const clientDataJSON = clientData({ type: 'webauthn.get', challenge, ...told })
    const hash = sha256(Buffer.from(clientDataJSON, 'base64url'))
    const signature = createSign('sha256').update(authenticatorData).update(hash).sign(used.key)
    return answer(used, {
      clientDataJSON,
      authenticatorData: authenticatorData.toString('base64url'),
      signature: signature.toString('base64url'),
      userHandle: told.userHandle ?? used.userHandle,
    })
  }

  find(id: string): Credential | undefined {
    return this.credentials.find((one) => one.id.toString('base64url') === id)
  }
}

/** §5.8.1. */
const clientData = ({ type, challenge, origin, crossOrigin = false }: Partial<Behaviour>): string =>
  Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin })).toString('base64url')

/** Authenticator data without what is attested. §6.1. */
function dataOf(
  { rpId, count }: Pick<Credential, 'rpId' | 'count'>,
  told: Behaviour,
  flags = 0,
): Buffer {
  const counter = Buffer.alloc(4)
  counter.writeUInt32BE(count)
  const all =
    flags |
    (told.userPresent === false ? 0 : 0x01) |
    (told.userVerified ? 0x04 : 0) |
    (told.synced ? 0x18 : 0)
  return Buffer.concat([sha256(told.rpId ?? rpId), Buffer.from([all]), counter])
}

const answer = ({ id }: Credential, response: object): string =>
  JSON.stringify({
    id: id.toString('base64url'),
    rawId: id.toString('base64url'),
    type: 'public-key',
    response,
    authenticatorAttachment: 'platform',
    clientExtensionResults: {},
  })
