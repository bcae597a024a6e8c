import { type RandomBytes, Secret } from '@sallyport/protocol'

/** Without vowels and look-alikes: no words, nothing to misread. */
const letters = 'bcdfghjkmnpqrstvwxyz23456789'

/** A password that nobody chose: four groups of six letters and digits, 115 bits. */
export function generatePassword(random: RandomBytes): Secret<string> {
  const chosen: string[] = []
  while (chosen.length < 24) {
    for (const byte of random(32)) {
      // Security: bytes that would favour the first letters are thrown away (modulo bias).
      const letter = byte < 252 ? letters[byte % letters.length] : undefined
      if (letter !== undefined && chosen.length < 24) chosen.push(letter)
    }
  }
  return new Secret(chosen.join('').replace(/.{6}(?!$)/g, '$&-'))
}
