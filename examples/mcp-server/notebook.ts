import { DurableObject } from 'cloudflare:workers'

/** A note of one person. */
export interface Note {
  readonly id: string
  readonly text: string
  /** Epoch seconds. */
  readonly created_at: number
}

/** What the tools ask of a notebook. */
export interface Notebook {
  /** The newest first. */
  list(): Promise<readonly Note[]>
  /** Answers the note, or `undefined` when the notebook is full. */
  add(text: string): Promise<Note | undefined>
  /** Answers whether there was such a note. */
  remove(id: string): Promise<boolean>
}

const MOST_NOTES = 1000

/** The notebook of one person, in a database of its own. */
export class NotebookObject extends DurableObject implements Notebook {
  constructor(ctx: DurableObjectState, env: unknown) {
    super(ctx, env as Cloudflare.Env) // nothing of it is used
    ctx.storage.sql.exec(
      'CREATE TABLE IF NOT EXISTS notes (place INTEGER PRIMARY KEY, id TEXT, text TEXT, created_at INTEGER)',
    )
  }

  async list(): Promise<readonly Note[]> {
    const { sql } = this.ctx.storage
    const rows = sql.exec('SELECT id, text, created_at FROM notes ORDER BY place DESC').toArray()
    return rows as unknown as Note[] // the columns are those of add()
  }

  async add(text: string): Promise<Note | undefined> {
    const { sql } = this.ctx.storage
    const { notes } = sql.exec<{ notes: number }>('SELECT count(*) AS notes FROM notes').one()
    if (notes >= MOST_NOTES) return
    const note = { id: crypto.randomUUID(), text, created_at: Math.floor(Date.now() / 1000) }
    sql.exec(
      'INSERT INTO notes (id, text, created_at) VALUES (?, ?, ?)',
      ...[note.id, note.text, note.created_at],
    )
    return note
  }

  async remove(id: string): Promise<boolean> {
    return this.ctx.storage.sql.exec('DELETE FROM notes WHERE id = ?', id).rowsWritten > 0
  }
}
