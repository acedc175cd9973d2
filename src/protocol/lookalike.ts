/** Applications that strangers like to pass themselves off as, and the domains where they are at home. */
const WELL_KNOWN: readonly {
  name: string
  words: readonly string[]
  domains: readonly string[]
}[] = [
  {
    name: 'Claude',
    words: ['claude', 'anthropic'],
    domains: ['claude.ai', 'claude.com', 'anthropic.com'],
  },
  {
    name: 'ChatGPT',
    words: ['chatgpt', 'openai', 'codex'],
    domains: ['chatgpt.com', 'openai.com'],
  },
  {
    name: 'VS Code',
    words: ['vscode', 'visualstudiocode'],
    domains: ['vscode.dev', 'visualstudio.com', 'microsoft.com'],
  },
  {
    name: 'Copilot',
    words: ['copilot', 'github', 'microsoft'],
    domains: ['github.com', 'microsoft.com', 'vscode.dev'],
  },
  { name: 'Cursor', words: ['cursor'], domains: ['cursor.com', 'cursor.sh'] },
  { name: 'Gemini', words: ['gemini', 'google'], domains: ['google.com', 'gemini.google.com'] },
  { name: 'opencode', words: ['opencode'], domains: ['opencode.ai'] },
  { name: 'Windsurf', words: ['windsurf', 'codeium'], domains: ['windsurf.com', 'codeium.com'] },
]

/** Letters that look like another: Cyrillic, Greek, digits. Unicode TR 39 §4, the few that spell these names. */
const LOOKS: Readonly<Record<string, string>> = Object.fromEntries(
  [
    ...['a\u0430\u03b1@4', 'c\u0441\u03f2', 'd\u0501', 'e\u0435\u03b53\u04bd', 'g\u0261\u0581'],
    ...['h\u04bb', 'i\u0456\u03b9!|', 'j\u0458', 'l1\u04cf\u217c', 'm\u043c', 'n\u0578\u03b7'],
    ...[
      'o\u043e\u03bf0\u0585',
      'p\u0440\u03c1',
      'r\u0433',
      's\u04555$',
      't\u0442\u03c4',
      'u\u057d\u03c5',
    ],
    ...['v\u03bd\u0475', 'w\u051d\u0461', 'x\u0445\u03c7', 'y\u0443\u03b3'],
  ].flatMap(([letter = '', ...others]) => others.map((other) => [other, letter])),
)

/** What a name looks like at a glance: letters only, none of them dressed up. */
function skeleton(name: string): string {
  const plain = name.normalize('NFKD').toLowerCase()
  return [...plain]
    .map((letter) => LOOKS[letter] ?? letter)
    .join('')
    .replace(/[^a-z]/g, '')
}

/**
 * The well-known application whose name an unchecked name looks like, unless the application shows by a domain that it is
 * that one; `undefined` when it looks like none. `hosts`: where its metadata and its redirect lead.
 */
export function looksLike(
  name: string,
  hosts: readonly (string | undefined)[],
): string | undefined {
  const bare = skeleton(name)
  const found = WELL_KNOWN.find(({ words }) => words.some((word) => bare.includes(word)))
  const isAtHome = found?.domains.some((domain) =>
    hosts.some((host) => host === domain || host?.endsWith(`.${domain}`)),
  )
  return isAtHome ? undefined : found?.name
}
