/** Words that lists of leaked passwords are full of, and rows of the keyboard. */
const WORDS = (
  'password passwort passwd parola contrasena contraseña motdepasse kennwort senha geheim secret ' +
  'letmein letmeout welcome willkommen bienvenue login signin logon access admin administrator root ' +
  'superuser user guest test testing default changeme master trustno iloveyou ichliebedich jetaime ' +
  'teamo love lovely forever baby babygirl princess prinzessin princesa sunshine sonnenschein ' +
  'monkey dragon shadow football fussball futbol soccer baseball basketball hockey superman batman ' +
  'spiderman pokemon pikachu starwars naruto minecraft fortnite roblox killer hunter ranger buster ' +
  'tigger charlie jordan michael jennifer jessica michelle ashley daniel andrew thomas robert ' +
  'matthew anthony nicole samantha joshua freedom whatever computer internet samsung google apple ' +
  'facebook instagram twitter linkedin youtube microsoft windows linux android iphone cheese ' +
  'chocolate cookie pepper summer sommer winter autumn spring januar january december dezember ' +
  'monday montag friday freitag liverpool chelsea arsenal barcelona realmadrid bayern juventus ' +
  'mercedes ferrari porsche corvette mustang yamaha harley qwerty qwertz azerty hello hallo bonjour ' +
  'correcthorsebatterystaple thisisapassword mypassword nopassword please dontknow flower blume ' +
  'jesus christ heaven angel devil satan money gold silver diamond crystal purple orange yellow ' +
  'family familie mother father sister brother friend friends lover honey sweet cutie beautiful'
).split(' ')

const ROWS = [
  ...['abcdefghijklmnopqrstuvwxyz', '01234567890123456789'],
  ...['qwertyuiop', 'asdfghjkl', 'zxcvbnm', 'qwertzuiop', 'yxcvbnm', 'azertyuiop', 'qsdfghjklm'],
  ...['1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p', '1q2w3e4r5t6y7u8i9o0p', 'a1b2c3d4e5f6g7h8'],
  ...['!@#$%^&*()', '789456123', '147258369'],
]
const BOTH_WAYS = [...ROWS, ...ROWS.map((row) => [...row].reverse().join(''))]

/** Letters that are often written as digits and signs. */
const WRITTEN: Readonly<Record<string, string>> = {
  ...{ '0': 'o', '1': 'i', '3': 'e', '4': 'a', '5': 's', '7': 't' },
  ...{ '@': 'a', $: 's', '!': 'i', '€': 'e', '|': 'l' },
}

/** Characters that have to be left of a password when what everybody guesses first is taken out of it. */
const LEFT = 5

/**
 * Whether little of a password is its person's own: it is made of words that everybody tries first, of rows of the
 * keyboard, of one thing again and again, or of `own` words: of the house, the address, the name. NIST SP 800-63B-4 §3.1.1.2.
 */
export function isCommon(password: string, own: readonly string[]): boolean {
  const said = onceOnly(password.normalize('NFKC').toLowerCase())
  if (new Set(said).size < LEFT) return true
  const words = [...WORDS, ...own.flatMap(piecesOf)].sort((a, b) => b.length - a.length)
  const bare = withoutRows(said)
  const spelled = [...bare].map((character) => WRITTEN[character] ?? character).join('')
  const forms = [bare, joined(bare), joined(spelled), withoutRows(joined(said))]
  return forms.some((text) => lengthWithout(text, words) < LEFT)
}

const joined = (text: string) => text.replace(/[^\p{L}\p{N}]+/gu, '')

/** `abcabcabc` is `abc`. */
function onceOnly(text: string): string {
  const unit = /^(.+?)\1+$/su.exec(text)?.[1]
  return unit ?? text
}

const piecesOf = (text: string) =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((piece) => piece.length >= 3)

function lengthWithout(text: string, words: readonly string[]): number {
  let left = text
  for (const word of words) left = left.replaceAll(word, ' ')
  // a year, and one character again and again, is one
  const short = left.replace(/(19|20)\d\d/g, '0').replace(/(.)\1{2,}/gu, '$1')
  return [...joined(short)].length
}

/** Without what runs along a row for four characters and more. */
function withoutRows(text: string): string {
  let left = ''
  for (let at = 0; at < text.length; ) {
    const run = runAt(text, at)
    left += run >= 4 ? ' ' : (text[at] ?? '')
    at += run >= 4 ? run : 1
  }
  return left
}

function runAt(text: string, at: number): number {
  let length = 1
  const isRun = (size: number) => {
    const part = text.slice(at, at + size)
    return part.length === size && BOTH_WAYS.some((row) => row.includes(part))
  }
  while (isRun(length + 1)) length++
  return length
}
