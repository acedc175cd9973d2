// node scripts/run.mjs islands: writes what the scripts of pages are served from, after a change to one or to its styles.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { folderOf, islandFiles, islands } from './lib/islands.ts'

for (const island of islands) {
  for (const [name, text] of Object.entries(await islandFiles(island))) {
    writeFileSync(join(folderOf(island), name), text)
  }
}
