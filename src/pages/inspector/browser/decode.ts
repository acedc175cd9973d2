import type { Text } from '../../text.ts'

export type ScriptText = Text['inspector']['script']
export type Claims = Readonly<Record<string, unknown>>

/** A JWT taken apart, unverified. RFC 7519 §7.2. */
export interface Token {
  header: Claims
  payload: Claims
  signature: Uint8Array<ArrayBuffer>
  /** What was signed: both parts as they came. RFC 7515 §5.2. */
  signed: Uint8Array<ArrayBuffer>
}

type Part = keyof ScriptText['part']

/** Why a text is not a JWT one can read; `part` says where. */
export interface Problem {
  problem: keyof ScriptText['problem']
  part?: Part
}

/** Reads what was pasted, with its line breaks, quotes and the word Bearer; `undefined` when that is nothing. */
export function decode(pasted: string): Token | Problem | undefined {
  const text = pasted.replace(/^[\s"']*(?:authorization\s*:)?\s*(?:bearer\s)?|[\s"',;]/gi, '')
  if (text === '') return undefined
  if (/^sp[a-z]_/.test(text)) return { problem: 'opaque' }
  const parts = text.split('.')
  if (parts.length === 5) return { problem: 'encrypted' }
  const [first = '', second = '', third = ''] = parts
  if (parts.length !== 3) return { problem: 'parts' }
  const header = object(first, 'header')
  if (isProblem(header)) return header
  const payload = object(second, 'payload')
  if (isProblem(payload)) return payload
  const signature = bytes(third)
  if (signature === undefined) return { problem: 'base64', part: 'signature' }
  const signed = new Uint8Array(new TextEncoder().encode(`${first}.${second}`))
  return { header: header.claims, payload: payload.claims, signature, signed }
}

export const isProblem = (read: object): read is Problem => 'problem' in read

function object(text: string, part: Part): Problem | { claims: Claims } {
  const found = bytes(text)
  if (found === undefined) return { problem: 'base64', part }
  try {
    const value: unknown = JSON.parse(
      new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(found),
    )
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      return { claims: value as Claims } // an object, and nothing more is taken for granted
    }
  } catch {
    // not UTF-8, or not JSON
  }
  return { problem: 'json', part }
}

/** The bytes of a base64url text without padding (RFC 7515 §2); `undefined` when it is none. */
export function bytes(text: string): Uint8Array<ArrayBuffer> | undefined {
  if (!/^[\w-]*$/.test(text) || text.length % 4 === 1) return undefined
  return fromBase64(text.replaceAll('-', '+').replaceAll('_', '/'))
}

/** @throws DOMException when it is not base64. */
export const fromBase64 = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(text), (character) => character.charCodeAt(0))
