/**
 * Where a well-known document of an identifier may be asked for: inserted before the path (RFC 8414 §3, RFC 9728 §3) and
 * appended to it (OpenID Connect Discovery §4). Both are the same path for an identifier without one.
 */
export function wellKnownPaths(path: string, name: string): readonly string[] {
  const inserted = `/.well-known/${name}${path}`
  const appended = `${path}/.well-known/${name}`
  return inserted === appended ? [inserted] : [inserted, appended]
}
