/** @jsxImportSource hono/jsx */

const paths = {
  /** The sallyport: a small door in a thick wall. */
  mark: 'M4 21V11a8 8 0 0 1 16 0v10M9 21v-9a3 3 0 0 1 6 0v9M2.5 21h19',
  'first-party': 'M4 21V11a8 8 0 0 1 16 0v10M9 21v-9a3 3 0 0 1 6 0v9M2.5 21h19',
  verified: 'M12 2.5 4 5.5V12c0 5 3.4 8.2 8 9.5 4.6-1.3 8-4.5 8-9.5V5.5zM8.5 12l2.5 2.5 4.5-5',
  domain:
    'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18M3 12h18M12 3c5 5.5 5 12.5 0 18M12 3c-5 5.5-5 12.5 0 18',
  unidentified: 'M12 3 2.5 20h19zM12 10v4.5M12 17.2v.1',
  tick: 'm5 12.5 4.5 4.5L19 7.5',
}

/** One line drawing in the colour of the text beside it, which says the same: hidden from readers. */
export function Icon({ name }: { name: keyof typeof paths }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
      <path d={paths[name]} />
    </svg>
  )
}
