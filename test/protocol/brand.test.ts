import { describe, expect, it } from 'vitest'
import {
  colourProblem,
  contrast,
  mix,
  readable,
  SURFACES,
  textOn,
} from '../../src/protocol/brand.ts'

const RATIO = 4.5

/** Colours all over the cube. */
const steps = [0, 51, 102, 153, 204, 255]
const hex = (value: number) => value.toString(16).padStart(2, '0')
const cube = steps.flatMap((red) =>
  steps.flatMap((green) => steps.map((blue) => `#${hex(red)}${hex(green)}${hex(blue)}`)),
)

describe('WCAG 2.2', () => {
  it('§1.4.3 contrast is 21 for black on white, 1 for a colour on itself, and the same both ways', () => {
    expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5)
    expect(contrast('#a1b2c3', '#a1b2c3')).toBe(1)
    expect(contrast('#767676', '#ffffff')).toBeCloseTo(4.54, 2)
    expect(contrast('#ffffff', '#767676')).toBe(contrast('#767676', '#ffffff'))
  })

  it('§1.4.3 text on any colour is black or white, and can be read', () => {
    expect([textOn('#ffff00'), textOn('#00008b')]).toEqual(['#000000', '#ffffff'])
    for (const colour of cube) expect(contrast(colour, textOn(colour))).toBeGreaterThan(RATIO)
  })

  it('§1.4.3 an accent that cannot be read is refused, with one near it that can', () => {
    expect(colourProblem('#2a48c8', 'light')).toBeUndefined()
    expect(colourProblem('#a9baff', 'dark')).toBeUndefined()
    const problem = colourProblem('#ffcc00', 'light')
    expect(problem).toMatch(
      /^received #ffcc00, which stands out 1\.3\d to 1 from #eef1fd on light pages, expected at least 4\.5 to 1/,
    )
    const [, instead = ''] = /; (#[0-9a-f]{6}) would do$/.exec(problem ?? '') ?? []
    expect(colourProblem(instead, 'light')).toBeUndefined()
    expect(colourProblem('#10173a', 'dark')).toContain('on dark pages')
  })

  it('§1.4.3 any colour becomes one that can be read, and one that can is left as it is', () => {
    for (const theme of ['light', 'dark'] as const) {
      for (const colour of cube) {
        const made = readable(colour, theme)
        for (const surface of Object.values(SURFACES[theme])) {
          expect(contrast(made, surface)).toBeGreaterThanOrEqual(RATIO)
        }
        if (colourProblem(colour, theme) === undefined) expect(made).toBe(colour)
      }
    }
  })

  it('a colour is six digits in lower case, and nothing else', () => {
    for (const wrong of ['red', '#fff', '#2A48C8', '#2a48c8;}', '#2a48c8\n', 'url(x)', '']) {
      expect(colourProblem(wrong, 'light')).toBe('expected a colour such as #2a48c8, in lower case')
    }
  })

  it('mixes by shares', () => {
    expect(mix('#000000', '#ffffff', 0.5)).toBe('#808080')
    expect(mix('#102030', '#ffffff', 0)).toBe('#102030')
  })
})
