import * as base64url from 'jose/base64url'
import { slotIn } from '../protocol/slot.ts'
import type { Grant, GrantRef, SealedSuccessor, SessionRef } from '../store/port.ts'
import type { Sealer } from './seal.ts'
import { personalId, randomId, sha256 } from './secret.ts'

/** What an authorization code carries, sealed: everything it is bound to. OAuth 2.1 §4.1.3. */
export interface CodePayload {
  grant: Grant
  redirect_uri: string
  code_challenge: string
  nonce?: string
  /** The key that has to be proven with it. RFC 9449 §10. */
  cnf?: Readonly<Record<string, string>>
}

const CODE = 'spc_'
const REFRESH = 'spr_'
const encoder = new TextEncoder()

/** A code that holds its own payload, sealed: no storage is asked what it was for. Lives until `expires_at`. */
export const sealCode = async (sealer: Sealer, payload: CodePayload, expires_at: number) =>
  CODE + (await sealer.seal('code', payload, expires_at))

/** What a code was made for; `undefined` for anything that was not made here, as a code, by this issuer. */
export async function openCode(sealer: Sealer, code: string, now: number) {
  if (!code.startsWith(CODE)) return undefined
  return sealer.open<CodePayload>('code', code.slice(CODE.length), now)
}

/** A refresh token and its parts: which grant it belongs to, and the hash its cell knows it by. */
export interface RefreshHandle {
  token: string
  ref: GrantRef
  secret: string
  hash: string
}

const SECRET_BYTES = 24

/** A fresh refresh token of a grant. */
export const makeRefreshToken = (sealer: Sealer, ref: GrantRef): Promise<RefreshHandle> =>
  refreshTokenOf(sealer, ref, randomId(SECRET_BYTES))

/** `spr_<cell>.<grant>.<secret>.<tag>`: the tag proves that it was made here, so a guess never reaches storage. */
async function refreshTokenOf(sealer: Sealer, ref: GrantRef, secret: string) {
  const body = `${ref.cell}.${ref.id}.${secret}`
  const token = `${REFRESH}${body}.${await sealer.tag('refresh', body)}`
  return { token, ref, secret, hash: await sha256(secret) }
}

/** The parts of a refresh token; `undefined` when the tag is not ours: forged, truncated, of another kind or tenant. */
export async function readRefreshToken(
  sealer: Sealer,
  token: string,
): Promise<RefreshHandle | undefined> {
  const parts =
    /^spr_(\d{1,5})\.([A-Za-z0-9_-]{22})\.([A-Za-z0-9_-]{32})\.([A-Za-z0-9_-]{22})$/.exec(token)
  if (parts === null) return undefined
  const [, cell = '', id = '', secret = '', tag = ''] = parts
  if (!(await sealer.verifyTag('refresh', `${cell}.${id}.${secret}`, tag))) return undefined
  return { token, ref: { cell: Number(cell), id }, secret, hash: await sha256(secret) }
}

/** The value of a session's cookie: 240 random bits behind the slot of its person. */
export async function makeSessionSecret(sub: string) {
  const secret = personalId(sub, 30)
  return { secret, secret_hash: await sha256(secret) }
}

/** What a session is found by; `undefined` for what was never a cookie of ours. */
export async function readSessionSecret(secret: string): Promise<SessionRef | undefined> {
  const slot = slotIn(secret)
  return slot === undefined ? undefined : { slot, secret_hash: await sha256(secret) }
}

const NONCE_BYTES = 12

/**
 * The secret of a successor under a one-time pad that only the token before it gives: its store cannot read it. The nonce is
 * there because a token may be presented twice at once, each time with another successor.
 */
export async function sealSuccessor(
  presented: RefreshHandle,
  { hash, secret }: RefreshHandle,
): Promise<SealedSuccessor> {
  const nonce = randomId(NONCE_BYTES)
  return { hash, sealed: nonce + (await masked(secret, presented, nonce)) }
}

/** The successor as a token again; `undefined` when what was kept does not open to the secret of that hash. */
export async function openSuccessor(
  sealer: Sealer,
  presented: RefreshHandle,
  { hash, sealed }: SealedSuccessor,
): Promise<string | undefined> {
  const [, nonce = '', hidden = ''] = /^([\w-]{16})([\w-]{32})$/.exec(sealed) ?? []
  const secret = await masked(hidden, presented, nonce)
  const next = await refreshTokenOf(sealer, presented.ref, secret)
  return next.hash === hash ? next.token : undefined
}

/** The 24 bytes of a secret XOR the first 24 of a SHA-256, base64url: what hides them also shows them. */
async function masked(text: string, { secret }: RefreshHandle, nonce: string): Promise<string> {
  const key = encoder.encode(`successor/${secret}/${nonce}`)
  const pad = new Uint8Array(await crypto.subtle.digest('SHA-256', key))
  return base64url.encode(base64url.decode(text).map((byte, at) => byte ^ (pad[at] ?? 0)))
}

/** `jti` of an access token: names the cell and the grant, so that its state is one read away. */
export const makeJti = (ref: GrantRef): string => `${ref.cell}.${ref.id}.${randomId(12)}`

export function grantOfJti(jti: string): GrantRef | undefined {
  const parts = /^(\d{1,5})\.([A-Za-z0-9_-]{22})?\.[A-Za-z0-9_-]{16}$/.exec(jti)
  return parts === null ? undefined : { cell: Number(parts[1]), id: parts[2] ?? '' }
}

const DEVICE = 'spd_'

/** What a device holds while it waits, and its parts. RFC 8628 §3.2. */
export interface DeviceHandle {
  user_code: string
  expires_at: number
  /** What its request is known by. */
  secret_hash: string
}

/**
 * `spd_<user code>.<expiry>.<secret>.<tag>`: the tag is over the client too, so that a guess, and another client's code, never
 * reach storage; nor does one that is over.
 */
export async function makeDeviceCode(
  sealer: Sealer,
  client_id: string,
  { user_code, expires_at }: Omit<DeviceHandle, 'secret_hash'>,
): Promise<{ device_code: string; secret_hash: string }> {
  const secret = randomId(SECRET_BYTES)
  const body = `${user_code}.${expires_at.toString(36)}.${secret}`
  const tag = await sealer.tag('device-code', `${body}.${client_id}`)
  return { device_code: `${DEVICE}${body}.${tag}`, secret_hash: await sha256(secret) }
}

/** The parts of a device code; `undefined` when it was not made here for this client. */
export async function readDeviceCode(
  sealer: Sealer,
  client_id: string,
  device_code: string,
): Promise<DeviceHandle | undefined> {
  const parts = /^spd_([A-Z]{8})\.([0-9a-z]{1,8})\.([A-Za-z0-9_-]{32})\.([A-Za-z0-9_-]{22})$/.exec(
    device_code,
  )
  if (parts === null) return undefined
  const [, user_code = '', expiry = '', secret = '', tag = ''] = parts
  const text = `${user_code}.${expiry}.${secret}.${client_id}`
  if (!(await sealer.verifyTag('device-code', text, tag))) return undefined
  return { user_code, expires_at: Number.parseInt(expiry, 36), secret_hash: await sha256(secret) }
}
