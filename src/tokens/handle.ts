import { base64url } from 'jose'
import { slotIn } from '../protocol/slot.ts'
import type { Grant, GrantRef, SessionRef } from '../store/port.ts'
import type { Sealer } from './seal.ts'
import { personalId, randomId, sha256 } from './secret.ts'

/** What an authorization code carries, sealed: everything it is bound to. OAuth 2.1 §4.1.3. */
export interface CodePayload {
  grant: Grant
  redirect_uri: string
  code_challenge: string
  nonce?: string
}

const CODE = 'spc_'
const REFRESH = 'spr_'

/** A code that holds its own payload, sealed: no storage is asked what it was for. Lives until `expires_at`. */
export const sealCode = async (sealer: Sealer, payload: CodePayload, expires_at: number) =>
  CODE + (await sealer.seal('code', payload, expires_at))

/** What a code was made for; `undefined` for anything that was not made here, as a code, by this issuer. */
export async function openCode(sealer: Sealer, code: string, now: number) {
  if (!code.startsWith(CODE)) return undefined
  return sealer.open<CodePayload>('code', code.slice(CODE.length), now)
}

/** A refresh token taken apart: which grant it belongs to, and the hash its cell knows it by. */
export interface RefreshHandle {
  ref: GrantRef
  secret: string
  hash: string
}

const SECRET_BYTES = 24

/** `spr_<cell>.<grant>.<secret>.<tag>`: the tag proves that it was made here, so a guess never reaches storage. */
export async function makeRefreshToken(sealer: Sealer, ref: GrantRef) {
  const secret = randomId(SECRET_BYTES)
  const body = `${ref.cell}.${ref.id}.${secret}`
  const token = `${REFRESH}${body}.${await sealer.tag('refresh', body)}`
  return { token, secret, hash: await sha256(secret) }
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
  return { ref: { cell: Number(cell), id }, secret, hash: await sha256(secret) }
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

/** AES-GCM key that only the secret of a refresh token gives: its store cannot read what is sealed under it. */
async function successorKey(secret: string): Promise<CryptoKey> {
  const material = await crypto.subtle.digest(
    'SHA-256',
    new TextEncoder().encode(`successor/${secret}`),
  )
  return crypto.subtle.importKey('raw', material, 'AES-GCM', false, ['encrypt', 'decrypt'])
}

/** The key is used once per predecessor and candidate; the IV is random all the same. */
export async function sealSuccessor(secret: string, token: string): Promise<string> {
  const iv = crypto.getRandomValues(new Uint8Array(12))
  const text = new TextEncoder().encode(token)
  const sealed = await crypto.subtle.encrypt(
    { name: 'AES-GCM', iv },
    await successorKey(secret),
    text,
  )
  return `${base64url.encode(iv)}.${base64url.encode(new Uint8Array(sealed))}`
}

export async function openSuccessor(secret: string, sealed: string): Promise<string> {
  const [iv = '', text = ''] = sealed.split('.')
  const opened = await crypto.subtle.decrypt(
    { name: 'AES-GCM', iv: base64url.decode(iv) },
    await successorKey(secret),
    base64url.decode(text),
  )
  return new TextDecoder().decode(opened)
}

/** `jti` of an access token: names the cell and the grant, so that its state is one read away. */
export const makeJti = (ref: GrantRef): string => `${ref.cell}.${ref.id}.${randomId(12)}`

export function grantOfJti(jti: string): GrantRef | undefined {
  const parts = /^(\d{1,5})\.([A-Za-z0-9_-]{22})?\.[A-Za-z0-9_-]{16}$/.exec(jti)
  return parts === null ? undefined : { cell: Number(parts[1]), id: parts[2] ?? '' }
}
