// npm run docs: writes docs/conformance.md, the README's table of specifications and the tables of docs/mcp.md from the code.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { conformancePage } from './lib/conformance.ts'
import { withField } from './lib/field.ts'
import { root } from './lib/processes.ts'
import { withSpecifications } from './lib/specifications.ts'
import { readTitles } from './lib/titles.ts'

const titles = readTitles()
const readme = join(root, 'README.md')
const mcp = join(root, 'docs', 'mcp.md')

writeFileSync(join(root, 'docs', 'conformance.md'), conformancePage(titles))
writeFileSync(readme, withSpecifications(readFileSync(readme, 'utf8'), titles))
writeFileSync(mcp, withField(readFileSync(mcp, 'utf8')))
