import { type Claims, decode, isProblem, type Problem, type ScriptText } from './decode.ts'
import { type Finding, findings } from './findings.ts'
import { claimRows, element, findingItem, sentence } from './show.ts'
import { type Verdict, verify } from './verify.ts'
import { words } from './words.ts'

/** The element of an id the page is known to have. */
const get = (id: string) => document.getElementById(id) as HTMLElement // written by page.tsx
const typed = (id: string) => (get(id) as HTMLTextAreaElement | HTMLInputElement).value

const inspector = get('inspector')
const t = JSON.parse(inspector.dataset['text'] ?? '') as ScriptText
const { keys } = JSON.parse(inspector.dataset['keys'] ?? '') as { keys: readonly Claims[] }
const lang = document.documentElement.lang

/** Counts looks, so that a slow one does not overtake the one after it. */
let looks = 0

/** Reads the fields anew and says what is in them. */
async function look(): Promise<void> {
  const mine = ++looks
  const token = decode(typed('token'))
  if (token === undefined || isProblem(token)) return nothing(token)
  const verdict = await verify(token, keys, typed('key'))
  if (mine !== looks) return
  const expected = {
    issuer: typed('issuer'),
    audience: typed('audience'),
    scope: typed('scope'),
  }
  const now = words(lang, Math.floor(Date.now() / 1000))
  const found = findings({ token, verdict, expected, words: now })
  summarize(verdict, found)
  fill(
    'findings',
    found.map((one) => findingItem(one, t)),
  )
  fill('header', claimRows(token.header, t, now))
  fill('claims', claimRows(token.payload, t, now))
}

function nothing(why: Problem | undefined): void {
  for (const id of ['findings', 'header', 'claims']) fill(id, [])
  const values = why?.part ? { part: t.part[why.part] } : {}
  say(why ? 'bad' : '', why ? sentence(t.problem[why.problem], values) : [t.waiting])
}

function summarize({ result }: Verdict, found: readonly Finding[]): void {
  const reasons = found.filter(({ weight }) => weight === 'bad').length
  const word =
    result === 'validPasted' || result === 'valid'
      ? 'valid'
      : result === 'none'
        ? 'unsigned'
        : result === 'invalid'
          ? 'invalid'
          : 'unchecked'
  const { none, one, many } = t.refused
  const count = reasons === 0 ? none : reasons === 1 ? one : many.replace('{count}', `${reasons}`)
  say(reasons > 0 ? 'bad' : word === 'valid' ? 'good' : 'warn', [
    element('strong', '', t.verdict[word]),
    ' ',
    count,
  ])
}

/** Says it where it is read out; the same words twice are said once. */
function say(weight: string, what: readonly (Node | string)[]): void {
  const line = get('verdict')
  const next = element('p', '', ...what)
  line.className = `verdict ${weight}`.trim()
  if (line.textContent !== next.textContent) line.replaceChildren(...next.childNodes)
}

/** Puts items into a list if they are new, for somebody may be copying; its section shows while there are any. */
function fill(id: string, items: readonly HTMLElement[]): void {
  const next = element('div', '', ...items)
  if (get(id).innerHTML !== next.innerHTML) get(id).replaceChildren(...items)
  get(`${id}-section`).hidden = items.length === 0
}

inspector.hidden = false
// on a phone the answer stands right below the token, and what an API expects is a tap away
;(get('expects') as HTMLDetailsElement).open = matchMedia('(min-width: 60rem)').matches
inspector.addEventListener('input', look)
setInterval(() => !document.hidden && look(), 10_000) // what was in time may not be any more
look()
