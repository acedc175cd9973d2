/** The `User-Agent` of a resource server that asks for metadata and keys: no step of a client's connection. */
export const RESOURCE_SERVER = 'sallyport-resource-server'

/**
 * Where a well-known document of an identifier may be asked for: inserted before the path (RFC 8414 §3, RFC 9728 §3) and
 * appended to it (OpenID Connect Discovery §4). Both are the same path for an identifier without one.
 */
export function wellKnownPaths(path: string, name: string): readonly string[] {
  const inserted = `/.well-known/${name}${path}`
  const appended = `${path}/.well-known/${name}`
  return inserted === appended ? [inserted] : [inserted, appended]
}
