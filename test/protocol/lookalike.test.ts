import { describe, expect, it } from 'vitest'
import { looksLike } from '../../src/protocol/lookalike.ts'

describe('names that look like others (Unicode TR 39 §4)', () => {
  it.each([
    ['Claude', 'Claude'],
    ['claude code', 'Claude'],
    ['C\u0406aude by Anthropic', 'Claude'],
    ['\u0421laude', 'Claude'],
    ['Cl\u0430ud\u0435', 'Claude'],
    ['C l a u d e', 'Claude'],
    ['C1aude', 'Claude'],
    ['Clau\u200bde', 'Claude'],
    ['\u24b8laude', 'Claude'],
    ['ChatGPT\u2122', 'ChatGPT'],
    ['0penAI', 'ChatGPT'],
    ['Visual Studio Code', 'VS Code'],
    ['VS-Code', 'VS Code'],
    ['Curs\u00f3r', 'Cursor'],
    ['GitHub helper', 'Copilot'],
  ])('%s looks like %s', (name, brand) => {
    expect(looksLike(name, ['evil.example'])).toBe(brand)
  })

  it('is quiet about the applications themselves, and about all others', () => {
    expect(looksLike('Claude', ['claude.ai'])).toBeUndefined()
    expect(looksLike('Claude', [undefined, 'api.anthropic.com'])).toBeUndefined()
    expect(looksLike('Visual Studio Code', ['vscode.dev'])).toBeUndefined()
    for (const name of ['Notes', 'My agent', 'Acme Desk', ''])
      expect(looksLike(name, ['localhost'])).toBeUndefined()
  })

  it('a domain that only contains the name is not the domain', () => {
    for (const host of ['claude.ai.evil.example', 'notclaude.ai', 'claude-ai.com', 'ai'])
      expect(looksLike('Claude', [host])).toBe('Claude')
  })
})
