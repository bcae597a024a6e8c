import type { CodePoints } from './code-points.ts'

/** `\d`, `\s`, `\w`: their capital letters are the opposite. */
export const perlClasses: ReadonlyMap<string, CodePoints> = new Map([
  ['d', [0x30, 0x39]],
  ['s', [0x9, 0xa, 0xc, 0xd, 0x20, 0x20]],
  ['w', [0x30, 0x39, 0x41, 0x5a, 0x5f, 0x5f, 0x61, 0x7a]],
])

/** `[:alpha:]` within brackets. */
export const posixClasses: ReadonlyMap<string, CodePoints> = new Map([
  ['alnum', [0x30, 0x39, 0x41, 0x5a, 0x61, 0x7a]],
  ['alpha', [0x41, 0x5a, 0x61, 0x7a]],
  ['ascii', [0x0, 0x7f]],
  ['blank', [0x9, 0x9, 0x20, 0x20]],
  ['cntrl', [0x0, 0x1f, 0x7f, 0x7f]],
  ['digit', [0x30, 0x39]],
  ['graph', [0x21, 0x7e]],
  ['lower', [0x61, 0x7a]],
  ['print', [0x20, 0x7e]],
  ['punct', [0x21, 0x2f, 0x3a, 0x40, 0x5b, 0x60, 0x7b, 0x7e]],
  ['space', [0x9, 0xd, 0x20, 0x20]],
  ['upper', [0x41, 0x5a]],
  ['word', [0x30, 0x39, 0x41, 0x5a, 0x5f, 0x5f, 0x61, 0x7a]],
  ['xdigit', [0x30, 0x39, 0x41, 0x46, 0x61, 0x66]],
])

/**
 * A Unicode category or script as JavaScript names it (`Lu`, `Script=Greek`), for a name in any letter case
 * with `_`, `-` and spaces anywhere; undefined where there is none. Scripts of several words have none in Go.
 */
export function unicodeClass(name: string): string | undefined {
  const plain = name.replace(/[-_ ]/g, '').toLowerCase()
  return unicodeNames.get(plain)
}

const categories =
  'C Cc Cf Cn Co Cs L LC Ll Lm Lo Lt Lu M Mc Me Mn N Nd Nl No P Pc Pd Pe Pf Pi Po Ps S Sc Sk Sm So Z Zl Zp Zs'

const scripts =
  'Adlam Ahom Arabic Armenian Avestan Balinese Bamum Batak Bengali Bhaiksuki Bopomofo Brahmi Braille ' +
  'Buginese Buhid Carian Chakma Cham Cherokee Chorasmian Common Coptic Cuneiform Cypriot Cyrillic ' +
  'Deseret Devanagari Dogra Duployan Elbasan Elymaic Ethiopic Georgian Glagolitic Gothic Grantha Greek ' +
  'Gujarati Gurmukhi Han Hangul Hanunoo Hatran Hebrew Hiragana Inherited Javanese Kaithi Kannada ' +
  'Katakana Kawi Kharoshthi Khmer Khojki Khudawadi Lao Latin Lepcha Limbu Lisu Lycian Lydian Mahajani ' +
  'Makasar Malayalam Mandaic Manichaean Marchen Medefaidrin Miao Modi Mongolian Mro Multani Myanmar ' +
  'Nabataean Nandinagari Newa Nko Nushu Ogham Oriya Osage Osmanya Palmyrene Phoenician Rejang Runic ' +
  'Samaritan Saurashtra Sharada Shavian Siddham Sinhala Sogdian Soyombo Sundanese Syriac Tagalog ' +
  'Tagbanwa Takri Tamil Tangsa Tangut Telugu Thaana Thai Tibetan Tifinagh Tirhuta Toto Ugaritic Vai ' +
  'Vithkuqi Wancho Yezidi Yi'

const longNames =
  'CasedLetter=LC ClosePunctuation=Pe CombiningMark=M ConnectorPunctuation=Pc Control=Cc ' +
  'CurrencySymbol=Sc DashPunctuation=Pd DecimalNumber=Nd EnclosingMark=Me FinalPunctuation=Pf Format=Cf ' +
  'InitialPunctuation=Pi Letter=L LetterNumber=Nl LineSeparator=Zl LowercaseLetter=Ll Mark=M ' +
  'MathSymbol=Sm ModifierLetter=Lm ModifierSymbol=Sk NonspacingMark=Mn Number=N OpenPunctuation=Ps ' +
  'Other=C OtherLetter=Lo OtherNumber=No OtherPunctuation=Po OtherSymbol=So ParagraphSeparator=Zp ' +
  'PrivateUse=Co Punctuation=P Separator=Z SpaceSeparator=Zs SpacingMark=Mc Surrogate=Cs Symbol=S ' +
  'TitlecaseLetter=Lt Unassigned=Cn UppercaseLetter=Lu cntrl=Cc digit=Nd punct=P'

const unicodeNames: ReadonlyMap<string, string> = new Map([
  ...categories.split(' ').map((name) => [name.toLowerCase(), name] as const),
  ...scripts.split(' ').map((name) => [name.toLowerCase(), `Script=${name}`] as const),
  ...longNames.split(' ').map((entry) => {
    const [name = '', category = ''] = entry.split('=')
    return [name.toLowerCase(), category] as const
  }),
])
