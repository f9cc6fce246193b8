// Renders Markdown as two readers do and says what is active in it. In: JSON list of texts on stdin.
// Out: for each text { tags, targets, mentions } over both readers.
import { readFileSync } from 'node:fs'
import { marked } from 'marked'
import { micromark } from 'micromark'
import { gfm, gfmHtml } from 'micromark-extension-gfm'

const readers = [
  text => micromark(text, { allowDangerousHtml: true, allowDangerousProtocol: true, extensions: [gfm()], htmlExtensions: [gfmHtml()] }),
  text => marked.parse(text, { gfm: true }),
]

// Readers escape < and & in text and attributes: what looks like a tag is one.
const look = html => {
  const tags = [...html.matchAll(/<([a-zA-Z!][^\s/>]*)/g)].map(match => match[1].toLowerCase())
  const targets = [...html.matchAll(/(?:href|src)="([^"]*)"/g)].map(match => decode(match[1]))
  const text = decode(html.replace(/<(code|pre)\b[^>]*>[\s\S]*?<\/\1>/g, ' ').replace(/<a [^>]*>#\d+<\/a>/g, '').replace(/<[^>]*>/g, ''))
  return { tags, targets, mentions: [...text.matchAll(/[@#][A-Za-z0-9]\S*/g)].map(match => match[0]) }
}

const decode = text => text.replace(/&(?:lt|gt|quot|amp|#(\d+)|#x([0-9a-f]+));/gi, (whole, number, hex) =>
  number ? String.fromCodePoint(number) : hex ? String.fromCodePoint(parseInt(hex, 16)) : { '&lt;': '<', '&gt;': '>', '&quot;': '"', '&amp;': '&' }[whole.toLowerCase()])

const unique = lists => [...new Set(lists.flat())].sort()
const texts = JSON.parse(readFileSync(0, 'utf8'))
console.log(JSON.stringify(texts.map(text => {
  const seen = readers.map(read => look(read(text)))
  return { tags: unique(seen.map(s => s.tags)), targets: unique(seen.map(s => s.targets)), mentions: unique(seen.map(s => s.mentions)) }
})))
