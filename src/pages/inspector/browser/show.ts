import type { Claims, ScriptText } from './decode.ts'
import { type Finding, scopesOf } from './findings.ts'
import { moment, type Words } from './words.ts'

/** An element with what is in it; strings become text, never markup. */
export function element(
  tag: string,
  className: string,
  ...children: readonly (Node | string)[]
): HTMLElement {
  const made = document.createElement(tag)
  if (className !== '') made.className = className
  made.append(...children)
  return made
}

/** A sentence with its places filled: moments as words, all else as it stands in the token. */
export function sentence(
  template: string,
  values: Readonly<Record<string, string>> = {},
): (Node | string)[] {
  return template.split(/\{(\w+)\}/).map((piece, place) => {
    if (place % 2 === 0) return piece
    const value = values[piece] ?? ''
    return piece === 'when' || piece === 'part' ? value : element('code', '', value)
  })
}

/** One finding as an item of the list; its weight is said by colour and word. */
export function findingItem({ weight, word, values }: Finding, t: ScriptText): HTMLElement {
  const { title, text } = t.finding[word]
  return element(
    'li',
    weight,
    element(
      'p',
      'said',
      element('strong', '', ...sentence(title, values)),
      ' ',
      element('em', '', t.weight[weight]),
    ),
    element('p', '', ...sentence(text, values)),
  )
}

/** Each member of a header or payload: its name, its value, and what it means. */
export function claimRows(claims: Claims, t: ScriptText, words: Words): HTMLElement[] {
  const explained: Readonly<Record<string, string>> = t.claim
  return Object.entries(claims).map(([name, value]) =>
    element(
      'div',
      '',
      element('dt', '', element('code', '', name)),
      element(
        'dd',
        '',
        ...shown(name, value, { t, words }),
        element(
          'small',
          '',
          (Object.hasOwn(explained, name) && explained[name]) || t.claim.unknown,
        ),
      ),
    ),
  )
}

function shown(
  name: string,
  value: unknown,
  { t, words }: { t: ScriptText; words: Words },
): (Node | string)[] {
  const at = Object.hasOwn(t.time, name) ? moment(value) : undefined
  if (at !== undefined) {
    const { past, future } = t.time[name as keyof ScriptText['time']] // it has one, as seen above
    const when = words.ago(at)
    return [
      element('span', 'value', ...sentence(at <= words.now ? past : future, { when })),
      element('span', 'moment', `${words.date(at)} · `, element('code', '', String(value))),
    ]
  }
  const isScope = name === 'scope' || name === 'scp'
  const list = isScope ? scopesOf(value) : Array.isArray(value) && value.every(isPlain) ? value : 0
  if (list) {
    const chips = list.map((one) => element('code', 'chip', String(one)))
    return [element('span', 'value chips', ...chips)]
  }
  if (isPlain(value)) return [element('code', 'value', String(value))]
  return [element('pre', 'value', JSON.stringify(value, null, 2))]
}

const isPlain = (value: unknown) => typeof value !== 'object' || value === null
