import type { App, Ports } from './house.ts'
import type { Check } from './self-check.ts'

const DETAILS: Readonly<Record<string, string>> = {
  'Sign-in server': 'issuer and hosted pages',
  'Demo SaaS app': 'demo@example.com / correct-horse-battery',
  'MCP server': 'tools behind a token',
  'Demo API': 'notes behind a token',
}

interface Report {
  version: string
  seconds: number
  house: Ports
  apps: readonly App[]
  checks: readonly Check[]
}

/** What `npm start` says when all is up. */
export function banner({ version, seconds, house, apps, checks }: Report): string {
  const ready = `Sallyport ${version}  ready in ${seconds.toFixed(1)} s`
  const places = [
    ...apps.map(({ name, url }) => [name, url, DETAILS[name] ?? ''] as const),
    ...(apps.some(({ url }) => url === house.webApp)
      ? [['Television', `${house.webApp}/tv`, 'sign in with a code'] as const]
      : []),
    ['Mail inbox', `${house.issuer}/dev/inbox`, 'codes and links appear here'] as const,
    ['Connections', `${house.issuer}/dev/traces`, 'why a client does not connect'] as const,
  ]
  const width = Math.max(...places.map(([, url]) => url.length))
  const results = checks.map(({ name, why }) => `${name} ${why === undefined ? 'ok' : 'FAILED'}`)
  return [
    '',
    `${ready.padEnd(44)}(local only: data in ${house.state}, mails are not sent)`,
    '',
    ...places.map(([name, url, what]) => `${name.padEnd(16)} ${url.padEnd(width)}  ${what}`),
    '',
    ...steps(house, apps).map(
      (step, place) => `${place === 0 ? 'Try' : '   '}   ${place + 1}  ${step}`,
    ),
    '',
    `self-check  ${results.join(' · ')}`,
    ...checks.flatMap(({ name, why }) => (why === undefined ? [] : [`  ${name}: ${why}`])),
    '',
  ]
    .map((line) => (line === '' ? '' : `  ${line}`))
    .join('\n')
}

function steps({ port, issuer, webApp, mcp, api }: Ports, apps: readonly App[]): string[] {
  const has = (url: string) => apps.some((app) => app.url === url)
  const at = port === 8787 ? '' : `PORT=${port} `
  const token = `${at}npm run token -- --client demo-service`
  return [
    has(webApp) ? `open ${webApp} and sign in` : `open ${issuer}/.well-known/openid-configuration`,
    token,
    ...(has(api)
      ? [`curl -H "Authorization: Bearer $(${token.replace('run', 'run -s')})" ${api}/notes`]
      : []),
    ...(has(mcp)
      ? [`claude mcp add --transport http notes ${mcp}`, `npm run doctor -- ${mcp}`]
      : []),
  ]
}
