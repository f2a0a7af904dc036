// Patterns, texts, and what Node says of them, a JSON object a line: {"pattern":…, "subjects":[…], "found":[true, …]}; without
// "found" where Node takes the pattern for none. `node regex_cases.js COUNT SEED`.
"use strict";

let state = BigInt(process.argv[3] || 1) | 1n;
function below(n) {
  state = (state * 6364136223846793005n + 1442695040888963407n) & 0xffffffffffffffffn;
  return Number((state >> 33n) % BigInt(n));
}
const pick = (from) => from[below(from.length)];

const literals = ["a", "b", "c", "A", "1", "_", "-", " ", "é", "😀", "\u2028", "/", "\\.", "\\/", "\\n", "\\t", "\\cA", "\\0", "\\x61",
  "\\u0062", "\\u{1F600}", "\\uD83D\\uDE00", "\\*", "\\\\"];
const sets = [".", "\\d", "\\D", "\\w", "\\W", "\\s", "\\S", "\\p{L}", "\\P{Lu}", "\\p{Script=Greek}", "\\p{Emoji}", "\\p{Any}",
  "\\p{Alphabetic}", "\\p{gc=Nd}", "\\p{scx=Deva}", "\\P{Assigned}"];
const members = ["a", "b-d", "é", "😀", "\\d", "\\W", "\\s", "\\S", "\\b", "\\-", "\\]", "^", ".", "0-9", "A-Z", "\\u{0}-\\u{FF}", "\\p{L}",
  "\\P{Ll}", "-", "\\uD800-\\uDFFF", "[", "&&", "\\x41-\\x43"];
const assertions = ["^", "$", "\\b", "\\B"];
const quantifiers = ["", "", "", "", "*", "+", "?", "*?", "+?", "??", "{2}", "{0}", "{1,2}", "{2,}", "{0,3}?", "{1,1001}"];
const broken = ["(", ")", "[", "*", "+?", "{1}", "{2,1}", "\\", "\\a", "\\Z", "\\1", "\\k<x>", "(?i)", "(?<n>a)(?<n>b)", "\\u{110000}", "\\xg",
  "[b-a]", "[\\d-x]", "]", "}", "{", "\\-", "\\_", "\\p{x}", "(?=a)*", "(?<1>a)", "\\01", "\\c1", "(?P<a>b)", "[\\B]", "\\ud83d", "(?<é>a)"];
const pieces = ["a", "b", "c", "A", "1", "_", "-", " ", "\t", "\n", "\r", "\u2028", "é", "😀", "α", "\u0000", "\u0001", ".", "/", "*", "\\",
  "aa", "ab", "\ufeff", "\u00a0", "\u200b", "क", "߀", "]", "^", "\u{378}"];

let groups = 0;
function term(depth) {
  const kind = below(24);
  if (kind < 9) return pick(literals) + pick(quantifiers);
  if (kind < 12) return pick(sets) + pick(quantifiers);
  if (kind < 14) {
    let inside = below(4) === 0 ? "^" : "";
    for (let left = below(4); left > 0; left--) inside += pick(members);
    return "[" + inside + "]" + pick(quantifiers);
  }
  if (kind < 16) return pick(assertions);
  if (kind === 16 && groups > 0) return "\\" + (1 + below(groups)) + pick(quantifiers);
  if (kind === 17 && below(3) === 0) return pick(broken);
  if (depth === 0) return pick(literals);
  if (kind < 19) return "(?:" + choice(depth - 1) + ")" + pick(quantifiers);
  if (kind < 21) {
    const name = below(2) === 0 ? "?<g" + ++groups + ">" : (++groups, "");
    return "(" + name + choice(depth - 1) + ")" + pick(quantifiers);
  }
  return "(" + pick(["?=", "?!", "?<=", "?<!"]) + choice(depth - 1) + ")";
}
function sequence(depth) {
  let text = "";
  for (let left = below(4); left > 0; left--) text += term(depth);
  return text;
}
function choice(depth) {
  let text = sequence(depth);
  while (below(5) === 0) text += "|" + sequence(depth);
  return text;
}
function subject() {
  let text = "";
  for (let left = below(7); left > 0; left--) text += pick(pieces);
  return text;
}

function print(pattern, subjects) {
  const line = { pattern, subjects };
  try {
    const regex = new RegExp(pattern, "u");
    line.found = subjects.map((text) => regex.test(text));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  console.log(JSON.stringify(line));
}

for (let left = Number(process.argv[2] || 5000); left > 0; left--) {
  groups = 0;
  const pattern = (below(3) === 0 ? "^" : "") + choice(3) + (below(3) === 0 ? "$" : "");
  print(pattern, Array.from({ length: 10 }, subject));
}

// Every property there is, over code points of all planes; names that are none among them.
const names = ("ASCII ASCII_Hex_Digit Alphabetic Any Assigned Bidi_Control Bidi_Mirrored Case_Ignorable Cased Changes_When_Casefolded " +
  "Changes_When_Casemapped Changes_When_Lowercased Changes_When_NFKC_Casefolded Changes_When_Titlecased Changes_When_Uppercased Dash " +
  "Default_Ignorable_Code_Point Deprecated Diacritic Emoji Emoji_Component Emoji_Modifier Emoji_Modifier_Base Emoji_Presentation " +
  "Extended_Pictographic Extender Grapheme_Base Grapheme_Extend Hex_Digit IDS_Binary_Operator IDS_Trinary_Operator ID_Continue ID_Start " +
  "Ideographic Join_Control Logical_Order_Exception Lowercase Math Noncharacter_Code_Point Pattern_Syntax Pattern_White_Space " +
  "Quotation_Mark Radical Regional_Indicator Sentence_Terminal Soft_Dotted Terminal_Punctuation Unified_Ideograph Uppercase " +
  "Variation_Selector White_Space XID_Continue XID_Start AHex Alpha Bidi_C CI Upper Lower space IDS C Cc Cf Cn Co Cs L LC Ll Lm Lo Lt Lu M " +
  "Mc Me Mn N Nd Nl No P Pc Pd Pe Pf Pi Po Ps S Sc Sk Sm So Z Zl Zp Zs Letter Other Cased_Letter digit punct cntrl Combining_Mark " +
  "Script=Latin Script=Greek sc=Cyrl sc=Hani Script=Common sc=Zinh sc=Qaai Script=Unknown scx=Deva scx=Latn scx=Zyyy Script_Extensions=Hira " +
  "Script_Extensions=Inherited sc=Arab sc=Hebr sc=Nko sc=SignWriting sc=Phags_Pa sc=Ougr gc=L General_Category=Decimal_Number latin Latin " +
  "Block=x lu Script=latin gc Digit Space").split(" ");
const sample = [];
for (let point = 0; point < 0x30000; point += point < 0x3400 ? 1 + below(3) : 1 + below(97))
  if (point < 0xd800 || point > 0xdfff) sample.push(String.fromCodePoint(point));
for (const point of [0xe0001, 0xe0020, 0xe0100, 0xf0000, 0xffffd, 0x10fffe, 0x10ffff]) sample.push(String.fromCodePoint(point));
for (const name of names) {
  print("^\\p{" + name + "}$", sample);
  print("^[^\\P{" + name + "}]$", sample);
}
